using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;

namespace DualMaster.ProcessHost.Tests;

/// <summary>What an initializer may say of the default topology.</summary>
static class Statuses
{
    public static ReplicationTopology Topology { get; } = DefaultTopology.OnLoopback(5500);

    public static TopologyStatus Proved { get; } = UnaskedStatus.Of(Topology) with
    {
        State = TopologyHealth.Proved,
        Nodes = [.. UnaskedStatus.Of(Topology).Nodes.Select(node => node with { Reachable = true, Version = "9.7.4", ReadOnly = node.Role == "replica" })],
        Links = [.. UnaskedStatus.Of(Topology).Links.Select(link => link with { Io = "running", Sql = "running", LagSeconds = 0.012 })],
    };

    /// <summary>Proved once, and now this is wrong.</summary>
    public static TopologyStatus Degraded(params string[] reasons) => Proved with { State = TopologyHealth.Degraded, Reasons = reasons };

    public static TopologyStatus WithNode(this TopologyStatus status, string name, Func<NodeStatus, NodeStatus> change) =>
        status with { Nodes = [.. status.Nodes.Select(node => node.Name == name ? change(node) : node)] };

    public static TopologyStatus WithLink(this TopologyStatus status, string source, string replica, Func<LinkStatus, LinkStatus> change) =>
        status with { Links = [.. status.Links.Select(link => link.Source == source && link.Replica == replica ? change(link) : link)] };
}
