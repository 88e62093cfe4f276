namespace DualMaster.Replication.Wiring;

/// <summary>Closes a node for writes, over restarts too.</summary>
/// <param name="Node">The node.</param>
/// <param name="Wired">Whether its links were there before; what belongs to laying them is not done while anything is refused.</param>
public sealed record PersistReadOnly(string Node, bool Wired) : WiringStep(Node)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Close;

    /// <inheritdoc/>
    public override string Description => $"make {Node} read-only, over restarts too";

    /// <inheritdoc/>
    public override bool IsNew => !Wired;
}
