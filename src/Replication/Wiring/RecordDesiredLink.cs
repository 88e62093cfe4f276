using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>
/// Remembers what an operator wants of a link. Each writer that takes it writes a row of its own: where the order would have to go
/// over the very link that it pauses, it would not arrive, and any of them may be the one that is lost.
/// </summary>
/// <param name="Node">The writer that writes it down.</param>
/// <param name="Link">The link.</param>
/// <param name="Desired">What is wanted; its time is that of the latest order that is known, which this one follows.</param>
public sealed record RecordDesiredLink(string Node, TopologyLink Link, DesiredLink Desired) : LinkStep(Link, Node)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Order;

    /// <inheritdoc/>
    public override string Description => $"remember on {Node} that {Link} is to be {(Desired.Paused ? "paused" : "running")}";

    /// <inheritdoc/>
    public override bool IsNew => false;
}
