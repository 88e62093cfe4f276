namespace DualMaster.Replication.Wiring;

/// <summary>What is to be copied in this round.</summary>
/// <param name="Step">The copy to begin; null for none.</param>
/// <param name="Held">Nodes that are being copied to, or are to be: nothing else is done on them.</param>
/// <param name="Refusals">Nodes that lack data and are not copied to.</param>
/// <param name="Waits">What it waits for.</param>
sealed record CopyPlan(CopyStep? Step, IReadOnlySet<string> Held, IReadOnlyList<Refusal> Refusals, IReadOnlyList<string> Waits);
