using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Makes a receiver connect at once that sleeps until its next attempt although its source answers.</summary>
/// <param name="Link">The link.</param>
/// <param name="Channel">The channel's name on the replica.</param>
public sealed record RestartReceiver(TopologyLink Link, string Channel) : LinkStep(Link, Link.Replica)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Start;

    /// <inheritdoc/>
    public override string Description => $"make the receiver of {Link} connect anew";

    /// <inheritdoc/>
    public override bool IsNew => false;

    /// <inheritdoc/>
    public override bool IsChange => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Nodes => [Link.Source, Link.Replica];
}
