using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Stops a channel whose link an operator paused.</summary>
/// <param name="Link">The link.</param>
/// <param name="Channel">The channel's name on the replica.</param>
public sealed record StopChannel(TopologyLink Link, string Channel) : LinkStep(Link, Link.Replica)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Start;

    /// <inheritdoc/>
    public override string Description => $"stop the link {Link}, which is paused";

    /// <inheritdoc/>
    public override bool IsNew => false;
}
