using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Starts both threads of a channel.</summary>
/// <param name="Link">The link.</param>
/// <param name="Channel">The channel's name on the replica.</param>
public sealed record StartChannel(TopologyLink Link, string Channel) : LinkStep(Link, Link.Replica)
{
    /// <summary>Whether the replica is told first to ask for none of its own transactions, which its source cannot send any more.</summary>
    public bool SkipsOwn { get; init; }

    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Start;

    /// <inheritdoc/>
    public override string Description => $"start the link {Link}";

    /// <inheritdoc/>
    public override bool IsNew => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Nodes => [Link.Source, Link.Replica];
}
