namespace DualMaster.Replication.Wiring;

/// <summary>Closes a node for writes, over restarts too.</summary>
/// <param name="Node">The node.</param>
public sealed record PersistReadOnly(string Node) : WiringStep(Node)
{
    /// <inheritdoc/>
    public override string Description => $"make {Node} read-only, over restarts too";

    /// <inheritdoc/>
    public override bool IsNew => false;
}
