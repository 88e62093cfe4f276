using DualMaster.ProcessHost.Wire;
using DualMaster.Replication.Presentation;
using Google.Protobuf.WellKnownTypes;

namespace DualMaster.ProcessHost;

/// <summary>Puts what is shown into the dashboard's messages.</summary>
static class ResourceDraft
{
    /// <summary>A row with its state, its health, and in the column for a source, which is ours to fill, what there is to know.</summary>
    /// <param name="name">Its name, on the page and in telemetry.</param>
    /// <param name="kind">What kind of thing it is; rows are ordered by it.</param>
    /// <param name="shown">How it is shown.</param>
    /// <param name="since">Since when it is what it is.</param>
    public static Resource Row(string name, string kind, Shown shown, DateTimeOffset since) => new Resource
    {
        Name = name,
        DisplayName = name,
        Uid = name,
        ResourceType = kind,
        State = shown.State,
        StateStyle = shown.Tone.ToString().ToLowerInvariant(),
        IconName = shown.Icon,
        CreatedAt = since.ToTimestamp(),
        StartedAt = since.ToTimestamp(),
        HealthReports = { new HealthReport { Key = $"{name}_check", Status = Health(shown.Tone), Description = shown.Text } },
    }.WithValue("resource.source", shown.Text).WithValue("resource.state", shown.State).WithValue("resource.healthState", Health(shown.Tone).ToString())
        .With([ShownProperty.Replication(shown)]);

    /// <summary>Adds lines to its details, in that order.</summary>
    public static Resource With(this Resource resource, IEnumerable<ShownProperty> properties)
    {
        foreach (var property in properties)
            resource.Properties.Add(new ResourceProperty
            {
                Name = property.Name,
                DisplayName = property.Title,
                Value = Value.ForString(property.Value),
                IsHighlighted = true,
                SortOrder = resource.Properties.Count,
            });
        return resource;
    }

    /// <summary>Adds a value that the dashboard knows by its name.</summary>
    public static Resource WithValue(this Resource resource, string name, string value)
    {
        resource.Properties.Add(new ResourceProperty { Name = name, Value = Value.ForString(value) });
        return resource;
    }

    /// <summary>Puts it below another row.</summary>
    public static Resource Below(this Resource resource, string parent) => resource.WithValue("resource.parentName", parent);

    /// <summary>Adds an arrow of the graph, from it to the other.</summary>
    public static Resource Towards(this Resource resource, string other, string relation)
    {
        resource.Relationships.Add(new ResourceRelationship { ResourceName = other, Type = relation });
        return resource;
    }

    /// <summary>Adds the address of a server; the dashboard recognises spans by it.</summary>
    public static Resource At(this Resource resource, Uri address)
    {
        resource.Urls.Add(new Url { EndpointName = address.Scheme, FullUrl = address.ToString().TrimEnd('/'), DisplayProperties = new UrlDisplayProperties { SortOrder = 100 } });
        return resource;
    }

    /// <summary>Adds a link to a page; the one that was added first comes first.</summary>
    public static Resource WithPage(this Resource resource, string text, Uri page)
    {
        resource.Urls.Add(new Url { FullUrl = page.AbsoluteUri, DisplayProperties = new UrlDisplayProperties { DisplayName = text, SortOrder = 50 - resource.Urls.Count } });
        return resource;
    }

    /// <summary>Adds a command.</summary>
    public static Resource WithCommand(this Resource resource, CommandWords words, bool makesSense)
    {
        var command = new ResourceCommand
        {
            Name = words.Name,
            DisplayName = words.Title,
            DisplayDescription = words.Description,
            IconName = words.Icon,
            IsHighlighted = true,
            State = makesSense ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
        };
        if (words.Confirmation is not null)
            command.ConfirmationMessage = words.Confirmation;
        resource.Commands.Add(command);
        return resource;
    }

    static HealthStatus Health(Tone tone) => tone switch
    {
        Tone.Success => HealthStatus.Healthy,
        Tone.Error => HealthStatus.Unhealthy,
        _ => HealthStatus.Degraded,
    };
}
