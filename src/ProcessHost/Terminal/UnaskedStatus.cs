using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;

namespace DualMaster.ProcessHost;

/// <summary>What can be shown of a topology before the initializer has said anything.</summary>
static class UnaskedStatus
{
    /// <summary>The word for the state of a thread that nobody has looked at.</summary>
    public const string Unknown = "unknown";

    public static TopologyStatus Of(ReplicationTopology topology) => new(
        TopologyHealth.Waiting, Acting: true, Changes: 0, Reasons: [],
        [.. topology.Nodes.Select(node => new NodeStatus(
            node.Name, node.Role.ToString().ToLowerInvariant(), $"{node.ReplicationHost}:{node.ReplicationPort}", Reachable: false, null, null, null, null))],
        [.. topology.Links.Select(link => new LinkStatus(link.Source, link.Replica, "running", Unknown, Unknown, null, null))],
        Refusals: [], Decisions: [], Notes: []);
}
