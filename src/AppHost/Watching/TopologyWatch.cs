using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using DualMaster.Replication.Presentation;
using DualMaster.Replication.Watching;

namespace DualMaster.AppHost.Watching;

/// <summary>Asks the initializer again and again, and shows what it says on the resources of topology, links and nodes.</summary>
/// <param name="topology">The topology.</param>
/// <param name="client">Asks.</param>
/// <param name="notifications">Shows.</param>
/// <param name="consoles">Where topology and links say how their state changed.</param>
/// <param name="time">The clock.</param>
sealed class TopologyWatch(ReplicationTopologyResource topology, InitializerClient client, ResourceNotificationService notifications, ResourceLoggerService consoles, TimeProvider time)
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    readonly Dictionary<IResource, Shown> shown = [];

    /// <summary>Goes on until it is told to end.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        if (!topology.TryGetLastAnnotation<InitializerAnnotation>(out var initializer))
            return;

        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await LookAsync(initializer, token);
            }
            while (await timer.WaitForNextTickAsync(token));
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
    }

    // Nobody awaits the watch: a round that fails is said, and the next one tried, or what was shown last would stay for ever.
    async Task LookAsync(InitializerAnnotation initializer, CancellationToken token)
    {
        try
        {
            var status = await client.StatusAsync(initializer, token);
            topology.Annotations.OfType<ObservedStatusAnnotation>().Single().Status = status;
            await ShowAsync(initializer, status);
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException)
        {
            Log.RoundFailed(consoles.GetLogger(topology), unexpected);
        }
    }

    async Task ShowAsync(InitializerAnnotation initializer, TopologyStatus? status)
    {
        // Nothing to say before there was somebody to say it.
        if (status is null && shown.Count == 0)
            return;

        await ShowAsync(topology, TopologyPresentation.Of(status), status?.State == TopologyHealth.Proved, Urls(initializer));
        foreach (var link in topology.Links)
        {
            var found = link.Status(status);
            var condition = LinkPresentation.Condition(found, link.LagLimit());
            await ShowAsync(link, LinkPresentation.Of(found, link.LagLimit()), condition == LinkCondition.Running, []);
        }

        foreach (var node in status?.Nodes ?? [])
            await ShowAsync(topology.Server(node.Name), NodePresentation.Of(node));
    }

    // What may be waited for has to be called Running; everything else may be called by its name, and a change of the name has health looked at at once.
    Task ShowAsync(IResource resource, Shown state, bool runs, ImmutableArray<UrlSnapshot> urls) => PublishAsync(resource, state, snapshot => snapshot with
    {
        State = new ResourceStateSnapshot(runs ? KnownResourceStates.Running : state.State, Style(state.Tone)),
        StartTimeStamp = snapshot.StartTimeStamp ?? time.GetUtcNow().UtcDateTime,
        IconName = state.Icon,
        Urls = urls.IsEmpty ? snapshot.Urls : urls,
        Properties = With(snapshot.Properties, state.Text),
    });

    // Its state is its container's.
    Task ShowAsync(IResource server, Shown state) =>
        PublishAsync(server, state, snapshot => snapshot with { Properties = With(snapshot.Properties, state.Text) });

    async Task PublishAsync(IResource resource, Shown state, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        var before = shown.GetValueOrDefault(resource);
        if (before == state)
            return;

        await notifications.PublishUpdateAsync(resource, change);
        shown[resource] = state;
        // A server has a console of its own, which is not for us to write into.
        if (before?.State != state.State && resource is not IResourceWithConnectionString)
            Log.Changed(consoles.GetLogger(resource), resource == topology ? state.Text : $"{state.State}: {state.Text}");
    }

    static ImmutableArray<UrlSnapshot> Urls(InitializerAnnotation initializer) =>
    [
        .. new[] { ("status", "Status"), ("health", "Health") }.Select(url =>
            new UrlSnapshot(url.Item1, $"{initializer.Endpoint.Url}/{url.Item1}", IsInternal: false) { DisplayProperties = new(url.Item2) }),
    ];

    static ImmutableArray<ResourcePropertySnapshot> With(ImmutableArray<ResourcePropertySnapshot> properties, string text)
    {
        var replication = new ResourcePropertySnapshot("dualmaster.replication", text) { DisplayName = "Replication", IsHighlighted = true };
        return [.. properties.Where(property => property.Name != replication.Name), replication];
    }

    static string Style(Tone tone) => tone switch
    {
        Tone.Success => KnownResourceStateStyles.Success,
        Tone.Info => KnownResourceStateStyles.Info,
        Tone.Warning => KnownResourceStateStyles.Warn,
        _ => KnownResourceStateStyles.Error,
    };
}
