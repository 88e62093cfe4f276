namespace DualMaster.Replication.Watching;

/// <summary>One link in <c>GET /status</c>.</summary>
/// <param name="Source">The node that is read from.</param>
/// <param name="Replica">The node that follows.</param>
/// <param name="Desired"><c>running</c> or <c>paused</c>.</param>
/// <param name="Io">State of the receiver: <c>running</c>, <c>connecting</c>, <c>stopped</c>, <c>notConfigured</c> or <c>unreachable</c>.</param>
/// <param name="Sql">State of the applier, in the same words.</param>
/// <param name="LagSeconds">How far the replica is behind its source: the age of the oldest beat that the source wrote and the replica does not show, seconds; null when unknown, never 0 for want of knowledge.</param>
/// <param name="LastError">Number and text of the last error of either thread; null when there is none.</param>
public sealed record LinkStatus(
    string Source, string Replica, string Desired, string Io, string Sql, double? LagSeconds, string? LastError);
