namespace DualMaster.Replication.Wiring;

/// <summary>Makes the replication account on a master, or makes an existing one right.</summary>
/// <param name="Node">The master.</param>
/// <param name="RequireTls">Whether it may only log in encrypted.</param>
public sealed record EnsureReplicationAccount(string Node, bool RequireTls) : WiringStep(Node)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Prepare;

    /// <inheritdoc/>
    public override string Description => $"make the replication account on {Node}";
}
