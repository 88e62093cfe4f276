using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Stops a channel.</summary>
/// <param name="Link">The link.</param>
/// <param name="Channel">The channel's name on the replica.</param>
/// <param name="IsOrdered">Whether an operator paused it; else it is to be corrected.</param>
public sealed record StopChannel(TopologyLink Link, string Channel, bool IsOrdered = true) : LinkStep(Link, Link.Replica)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Start;

    /// <inheritdoc/>
    public override string Description => $"stop the link {Link}, which is {(IsOrdered ? "paused" : "to be corrected")}";

    /// <inheritdoc/>
    public override bool IsNew => false;
}
