namespace DualMaster.Replication.Servers;

/// <summary>What an operator last wanted of a link.</summary>
/// <param name="Source">The node that is read from.</param>
/// <param name="Replica">The node that follows.</param>
/// <param name="Paused">Whether it is to stay stopped.</param>
/// <param name="WrittenAt">When the order was given, UTC: of two orders the later one holds.</param>
public sealed record DesiredLink(string Source, string Replica, bool Paused, DateTime WrittenAt = default);
