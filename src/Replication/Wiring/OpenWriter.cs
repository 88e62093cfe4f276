namespace DualMaster.Replication.Wiring;

/// <summary>Opens the one writer until its next restart.</summary>
/// <param name="Node">The writer.</param>
public sealed record OpenWriter(string Node) : WiringStep(Node)
{
    /// <inheritdoc/>
    public override string Description => $"open {Node} for writes";
}
