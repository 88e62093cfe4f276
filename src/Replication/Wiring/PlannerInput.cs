using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>All that the planner knows.</summary>
/// <param name="Topology">What is wanted.</param>
/// <param name="Nodes">What was found, by node name; every node of the topology is in it.</param>
/// <param name="History">What earlier rounds saw of the links; a link may be missing.</param>
public sealed record PlannerInput(
    ReplicationTopology Topology,
    IReadOnlyDictionary<string, NodeState> Nodes,
    IReadOnlyDictionary<TopologyLink, LinkHistory> History)
{
    /// <summary>How long nodes have been without transactions of their own that others have, by name; nodes that lack none are not in it.</summary>
    public IReadOnlyDictionary<string, TimeSpan> LackingOwnFor { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>How long nodes have not answered, by name; nodes that answer are not in it.</summary>
    public IReadOnlyDictionary<string, TimeSpan> SilentFor { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>What operators ordered of links since the last round, the latest order of each; usually none.</summary>
    public IReadOnlyDictionary<TopologyLink, LinkCommand> Orders { get; init; } = new Dictionary<TopologyLink, LinkCommand>();

    /// <summary>Copies that are under way, or failed.</summary>
    public IReadOnlyList<CopyAttempt> Copies { get; init; } = [];

    /// <summary>The server behind a node; null when it did not answer.</summary>
    /// <param name="node">The node's name.</param>
    public ServerState? Server(string node) => Nodes[node].Server;

    /// <summary>Whether every master answered: only then is it known which transactions exist.</summary>
    public bool AllMastersAnswer => Topology.Masters.All(master => Server(master.Name) is not null);

    /// <summary>Names of nodes with their servers, of those that answered.</summary>
    public IEnumerable<(TopologyNode Node, ServerState Server)> Reachable =>
        from node in Topology.Nodes
        let server = Server(node.Name)
        where server is not null
        select (node, server);

    /// <summary>Which servers the nodes were, as all reachable nodes together remember.</summary>
    public IEnumerable<IdentityRecord> Identities => Reachable.SelectMany(node => node.Server.Identities).Distinct();

    /// <summary>Whether an operator paused a link: by an order of this round, else as the nodes remember it.</summary>
    /// <param name="link">A link of the topology.</param>
    public bool IsPaused(TopologyLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return Orders.TryGetValue(link, out var command) && command != LinkCommand.Restart ? command == LinkCommand.Pause : RecordedPaused(link);
    }

    /// <summary>
    /// Whether the nodes remember that an operator paused a link: the latest order that any of them knows of. The paused replica
    /// itself cannot know that it was resumed, because that order would have to reach it over the paused link.
    /// </summary>
    /// <param name="link">A link of the topology.</param>
    internal bool RecordedPaused(TopologyLink link) => Recorded(link).MaxBy(desired => desired.WrittenAt)?.Paused == true;

    internal bool IsOrdered(TopologyLink link, LinkCommand command) => Orders.TryGetValue(link, out var ordered) && ordered == command;

    internal IEnumerable<DesiredLink> Recorded(TopologyLink link) => Reachable
        .SelectMany(node => node.Server.DesiredLinks)
        .Where(desired => desired.Source == link.Source && desired.Replica == link.Replica);
}
