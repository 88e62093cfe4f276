using DualMaster.ProcessHost.Wire;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace DualMaster.ProcessHost;

/// <summary>
/// What a resource must be like. The dashboard checks nothing of it in time: one that is not so ends its watch of all of them for
/// good and without a word, so each is looked at here before it leaves.
/// </summary>
static class ResourceRules
{
    /// <summary>The dashboard takes four times as much in one message; a message may hold several of them.</summary>
    const int LargestBytes = 64 * 1024;

    static readonly string[] Styles = ["success", "info", "warning", "error"];

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Fault(Resource resource) =>
        IsEmpty(resource.Name) ? "it has no name"
        : IsEmpty(resource.DisplayName) ? "it has no display name"
        : IsEmpty(resource.ResourceType) ? "it has no type"
        : IsEmpty(resource.Uid) ? "it has no uid"
        : IsEmpty(resource.State) ? "it has no state"
        : !Styles.Contains(resource.StateStyle) ? $"its state has the style '{resource.StateStyle}'"
        : resource.CreatedAt is null ? "it has no time of creation"
        : resource.Properties.FirstOrDefault(property => IsEmpty(property.Name) || property.Value is null or { KindCase: Value.KindOneofCase.None }) is { } property ? $"the property '{property.Name}' has no name or no value"
        : Twice(resource.Properties.Select(property => property.Name)) is { } again ? $"it has the property {again} twice"
        : resource.Urls.FirstOrDefault(url => url.DisplayProperties is null || !Uri.TryCreate(url.FullUrl, UriKind.Absolute, out _)) is { } url ? $"the URL '{url.FullUrl}' is none, or says not how it is shown"
        : resource.Commands.FirstOrDefault(command => IsEmpty(command.Name) || IsEmpty(command.DisplayName)) is not null ? "a command has no name"
        : Twice(resource.Commands.Select(command => command.Name)) is { } command ? $"it has the command {command} twice"
        : resource.HealthReports.Any(report => IsEmpty(report.Key)) ? "a health report has no key"
        : Twice(resource.HealthReports.Select(report => report.Key)) is { } report ? $"it has the health report {report} twice"
        : resource.Relationships.Any(relation => IsEmpty(relation.ResourceName) || IsEmpty(relation.Type)) ? "a relationship has no resource or no type"
        : resource.CalculateSize() > LargestBytes ? $"it has {resource.CalculateSize()} bytes"
        : null;

    static bool IsEmpty(string text) => string.IsNullOrWhiteSpace(text);

    static string? Twice(IEnumerable<string> names) => names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key;
}
