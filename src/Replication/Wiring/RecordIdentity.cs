using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Wiring;

/// <summary>Remembers which server a node is, so that an emptied or exchanged one is recognised later.</summary>
/// <param name="Node">The writer that writes it down.</param>
/// <param name="Record">What is written down.</param>
public sealed record RecordIdentity(string Node, IdentityRecord Record) : WiringStep(Node)
{
    /// <inheritdoc/>
    public override WiringStage Stage => WiringStage.Remember;

    /// <inheritdoc/>
    public override string Description => $"remember on {Node} that {Record.Node} is server {Record.ServerUuid}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Nodes => [Node, Record.Node];
}
