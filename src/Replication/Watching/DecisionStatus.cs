namespace DualMaster.Replication.Watching;

/// <summary>Something that could lose data and is therefore left to an operator.</summary>
/// <param name="Subject">The node or link it is about.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Command">The exact command that settles it.</param>
public sealed record DecisionStatus(string Subject, string Finding, string Command);
