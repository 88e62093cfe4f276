using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Stops and starts both threads of a channel, because an operator ordered it.</summary>
/// <param name="Link">The link.</param>
/// <param name="Channel">The channel's name on the replica.</param>
public sealed record RestartChannel(TopologyLink Link, string Channel) : LinkStep(Link, Link.Replica)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Start;

    /// <inheritdoc/>
    public override string Description => $"restart the link {Link}, as ordered";

    /// <inheritdoc/>
    public override bool IsNew => false;
}
