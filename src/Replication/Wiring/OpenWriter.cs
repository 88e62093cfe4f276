namespace DualMaster.Replication.Wiring;

/// <summary>Opens the one writer until its next restart.</summary>
/// <param name="Node">The writer.</param>
/// <param name="Wired">Whether it was wired before: one that comes back is opened, whatever is refused elsewhere.</param>
public sealed record OpenWriter(string Node, bool Wired) : WiringStep(Node)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Open;

    /// <inheritdoc/>
    public override string Description => $"open {Node} for writes";

    /// <inheritdoc/>
    public override bool IsNew => !Wired;
}
