using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>What is worth knowing and stops nothing.</summary>
static class WiringNotes
{
    static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(1);

    public static IEnumerable<string> Of(PlannerInput input) =>
    [
        .. input.Reachable.SelectMany(node => Node(input, node.Node, node.Server)),
        .. VersionInspection.Notes(input).Distinct(),
        .. Positions(input),
    ];

    static IEnumerable<string> Node(PlannerInput input, TopologyNode node, ServerState server)
    {
        if (!server.OffersTls && input.Topology.Links.Any(link => link.Source == node.Name || link.Replica == node.Name))
            yield return $"{node.Name} offers no TLS; the links from and to it are not encrypted.";
        if (server.ClockOffset.Duration() > ClockTolerance)
            yield return $"The clock of {node.Name} differs by {server.ClockOffset.TotalSeconds:0.0} s from the initializer's; lag that is measured there is wrong by the difference to its origin's clock.";
        if (server is { IsClosed: true, SuperReadOnly: false })
            yield return $"{node.Name} refuses writes except those of administrators: {server.Version} has no super_read_only.";
        if (server is { IsClosed: true, ReadOnlyPersisted: null })
            yield return $"{node.Name} stays read-only over a restart only if its option file says so: {server.Version} does not tell.";
    }

    static IEnumerable<string> Positions(PlannerInput input)
    {
        if (input.Topology.Settings.Positioning != Positioning.FilePosition)
            yield break;
        yield return "Links begin by file and position: a replica cannot be moved to another source, and after the loss of a channel or of old logs it has to be copied.";
        if (input.Reachable.Any(node => !node.Server.HasGtids))
            yield return "Without GTIDs it is not known which transactions a node lacks, or has and no master has; that beats arrive in the order of the log is all that proves it.";
    }
}
