using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Starts both threads of a channel.</summary>
/// <param name="Link">The link.</param>
/// <param name="Channel">The channel's name on the replica.</param>
public sealed record StartChannel(TopologyLink Link, string Channel) : LinkStep(Link, Link.Replica)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Start;

    /// <inheritdoc/>
    public override string Description => $"start the link {Link}";

    /// <inheritdoc/>
    public override bool IsNew => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Nodes => [Link.Source, Link.Replica];
}
