namespace DualMaster.Replication.Topology;

/// <summary>One directed replication channel.</summary>
/// <param name="Source">Name of the node that is read from.</param>
/// <param name="Replica">Name of the node that follows.</param>
/// <param name="Delay">How far the replica stays behind on purpose (<c>SOURCE_DELAY</c>), whole seconds.</param>
public sealed record TopologyLink(string Source, string Replica, TimeSpan Delay = default)
{
    /// <summary>The link as people read it: <c>node1 → node2</c>.</summary>
    public override string ToString() => $"{Source} → {Replica}";
}
