namespace DualMaster.Replication.Watching;

/// <summary>What <c>GET /status</c> answers.</summary>
/// <param name="State">The whole topology.</param>
/// <param name="Acting">Whether this initializer acts; <see langword="false"/> when another one holds the lock and this one only observes.</param>
/// <param name="Changes">Steps that changed a server since this initializer started; beats and receivers that were woken are none.</param>
/// <param name="Reasons">Why it is not proved, one sentence each; empty when it is.</param>
/// <param name="Nodes">All nodes.</param>
/// <param name="Links">All links.</param>
/// <param name="Refusals">What must be put right first, one sentence each.</param>
/// <param name="Decisions">What only an operator may do, with the exact command.</param>
/// <param name="Notes">What is worth knowing and stops nothing.</param>
public sealed record TopologyStatus(
    TopologyHealth State,
    bool Acting,
    int Changes,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<NodeStatus> Nodes,
    IReadOnlyList<LinkStatus> Links,
    IReadOnlyList<string> Refusals,
    IReadOnlyList<DecisionStatus> Decisions,
    IReadOnlyList<string> Notes)
{
    /// <summary>Copies of nodes that are under way.</summary>
    public IReadOnlyList<CopyStatus> Copies { get; init; } = [];
}
