namespace DualMaster.Replication.Wiring;

/// <summary>Makes the schema <c>dualmaster</c> on a master.</summary>
/// <param name="Node">The master.</param>
public sealed record CreateStateSchema(string Node) : WiringStep(Node)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Prepare;

    /// <inheritdoc/>
    public override string Description => $"make the schema dualmaster on {Node}";
}
