namespace DualMaster.Replication.Watching;

/// <summary>How far the replica of a link is behind one writer.</summary>
/// <param name="Origin">The writer.</param>
/// <param name="Seconds">Age of the oldest beat that it wrote and the replica does not show, seconds; null when unknown.</param>
/// <param name="Unknown">Why it is unknown; null when it is known.</param>
public sealed record OriginLag(string Origin, double? Seconds, string? Unknown);
