namespace DualMaster.Replication.Wiring;

/// <summary>Begins to copy all that a node holds to one that is proved empty; the copy goes on beside the rounds.</summary>
/// <param name="Node">The empty node.</param>
/// <param name="Donor">The node that is copied; it goes on serving.</param>
public sealed record CopyStep(string Node, string Donor) : WiringStep(Node)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Copy;

    /// <inheritdoc/>
    public override string Description => $"begin to copy {Donor} to {Node}, which is empty";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Nodes => [Donor, Node];
}
