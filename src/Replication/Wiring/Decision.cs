namespace DualMaster.Replication.Wiring;

/// <summary>Something that could lose data and is therefore never done unasked.</summary>
/// <param name="Subject">The node or link.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Command">The exact command that settles it.</param>
public sealed record Decision(string Subject, string Finding, string Command);
