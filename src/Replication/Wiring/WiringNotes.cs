using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>What is worth knowing and stops nothing.</summary>
static class WiringNotes
{
    static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(1);

    public static IEnumerable<string> Of(PlannerInput input) =>
    [
        // What holds of several nodes is said once.
        .. from note in input.Reachable.SelectMany(node => Node(input, node.Node, node.Server))
           group note.Node by note.Text into same
           select $"{string.Join(", ", same)}: {same.Key}",
        .. VersionInspection.Notes(input).Distinct(),
        .. Positions(input),
    ];

    static IEnumerable<(string Node, string Text)> Node(PlannerInput input, TopologyNode node, ServerState server)
    {
        if (!server.OffersTls && input.Topology.Links.Any(link => link.Source == node.Name || link.Replica == node.Name))
            yield return (node.Name, "no TLS, so links from and to it are not encrypted.");
        if (server.ClockOffset.Duration() > ClockTolerance)
            yield return (node.Name, $"the clock differs by {server.ClockOffset.TotalSeconds:0.0} s from the initializer's; lag that is measured there is wrong by the difference to its origin's clock.");
        if (server is { IsClosed: true, SuperReadOnly: false })
            yield return (node.Name, $"{server.Version} has no super_read_only, so administrators can write there{(server.ReadOnlyPersisted is null ? "; after a restart it is read-only only if its option file says so" : "")}.");
        else if (server is { IsClosed: true, ReadOnlyPersisted: null })
            yield return (node.Name, $"after a restart it is read-only only if its option file says so; {server.Version} does not tell.");
    }

    static IEnumerable<string> Positions(PlannerInput input)
    {
        if (input.Topology.Settings.Positioning != Positioning.FilePosition)
            yield break;
        foreach (var same in input.Reachable.Where(node => node.Server.Dialect.PositionLimit is not null).GroupBy(node => node.Server.Dialect.PositionLimit, node => node.Node.Name))
            yield return $"{string.Join(", ", same)}: {same.Key}";
        yield return "Links begin by file and position: a replica cannot be moved to another source, and after the loss of a channel or of old logs it has to be copied.";
        if (input.Reachable.Any(node => !node.Server.HasGtids))
            yield return "Without GTIDs it is not known which transactions a node lacks, or has and no master has; that beats arrive in the order of the log is all that proves it.";
    }
}
