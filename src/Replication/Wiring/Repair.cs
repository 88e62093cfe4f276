using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Something that was mended without anybody asking for it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">Name of the node that was changed.</param>
/// <param name="Link">The link that was mended; null when it was the node itself.</param>
public sealed record Repair(RepairKind Kind, string Node, TopologyLink? Link = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} of {(Link is null ? Node : Link)}";
}
