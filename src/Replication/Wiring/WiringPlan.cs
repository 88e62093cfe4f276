namespace DualMaster.Replication.Wiring;

/// <summary>What the planner wants done in this round.</summary>
/// <param name="Steps">Steps in their order; empty when nothing is to do or nothing may be done.</param>
/// <param name="Refusals">What must be put right by hand first.</param>
/// <param name="Decisions">What only an operator may do.</param>
/// <param name="Waits">What it waits for, one sentence each.</param>
/// <param name="Notes">What is worth knowing and stops nothing.</param>
public sealed record WiringPlan(
    IReadOnlyList<WiringStep> Steps,
    IReadOnlyList<Refusal> Refusals,
    IReadOnlyList<Decision> Decisions,
    IReadOnlyList<string> Waits,
    IReadOnlyList<string> Notes);
