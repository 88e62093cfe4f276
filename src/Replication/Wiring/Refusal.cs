namespace DualMaster.Replication.Wiring;

/// <summary>Something that must be put right by hand before anything new is laid.</summary>
/// <param name="Nodes">The nodes concerned; nothing is changed on them.</param>
/// <param name="Sentence">What was found, what was expected, what to do.</param>
public sealed record Refusal(IReadOnlyList<string> Nodes, string Sentence);
