using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Points a channel at its source.</summary>
/// <param name="Link">The link.</param>
/// <param name="Channel">The channel's name on the replica.</param>
/// <param name="Target">Where to and how.</param>
/// <param name="Exists">Whether the channel exists; it is stopped first, and what it had received and not applied is fetched again.</param>
/// <param name="From">Where in the source's logs it goes on, without GTIDs; null for their beginning.</param>
/// <param name="Via">The node that it follows instead of the link's source, which is gone or has no logs any more of what the replica lacks; null when it follows that.</param>
public sealed record ConfigureChannel(TopologyLink Link, string Channel, ChannelTarget Target, bool Exists, LogPosition? From = null, string? Via = null) : LinkStep(Link, Link.Replica)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Configure;

    /// <inheritdoc/>
    public override string Description => Via is not null
        ? $"have {Link.Replica} follow {Via} at {Target.Address} instead of {Link.Source}"
        : $"{(Exists ? "correct" : "configure")} the link {Link} at {Target.Address}";

    /// <inheritdoc/>
    public override bool IsNew => !Exists;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Nodes => [Via ?? Link.Source, Link.Replica];
}
