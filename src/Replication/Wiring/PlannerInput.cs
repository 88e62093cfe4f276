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

    /// <summary>
    /// Whether an operator paused a link: the latest order that any node knows of. The paused replica itself cannot know that it
    /// was resumed, because that order would have to reach it over the paused link.
    /// </summary>
    /// <param name="link">A link of the topology.</param>
    public bool IsPaused(TopologyLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return Reachable
            .SelectMany(node => node.Server.DesiredLinks)
            .Where(desired => desired.Source == link.Source && desired.Replica == link.Replica)
            .MaxBy(desired => desired.WrittenAt)?.Paused == true;
    }
}
