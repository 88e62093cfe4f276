namespace DualMaster.Replication.Topology;

/// <summary>One entry of <c>Topology:Nodes</c>.</summary>
public sealed class NodeOptions
{
    /// <inheritdoc cref="TopologyNode.Name"/>
    public string? Name { get; set; }

    /// <inheritdoc cref="TopologyNode.Role"/>
    public NodeRole Role { get; set; }

    /// <inheritdoc cref="TopologyNode.ServerId"/>
    public uint ServerId { get; set; }

    /// <inheritdoc cref="TopologyNode.ReplicationHost"/>
    public string? ReplicationHost { get; set; }

    /// <inheritdoc cref="TopologyNode.ReplicationPort"/>
    /// <value>3306.</value>
    public int ReplicationPort { get; set; } = 3306;
}
