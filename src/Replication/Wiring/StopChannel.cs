using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Stops a channel.</summary>
/// <param name="Link">The link.</param>
/// <param name="Channel">The channel's name on the replica.</param>
/// <param name="Reason">Why, as the rest of a sentence.</param>
public sealed record StopChannel(TopologyLink Link, string Channel, string Reason = "which is paused") : LinkStep(Link, Link.Replica)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Start;

    /// <inheritdoc/>
    public override string Description => $"stop the link {Link}, {Reason}";

    /// <inheritdoc/>
    public override bool IsNew => false;
}
