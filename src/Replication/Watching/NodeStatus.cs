namespace DualMaster.Replication.Watching;

/// <summary>One node in <c>GET /status</c>.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Role"><c>master</c> or <c>replica</c>.</param>
/// <param name="Address">Host and port by which the initializer reaches it.</param>
/// <param name="Reachable">Whether it answered in the last round.</param>
/// <param name="Version">Its version; null when unknown.</param>
/// <param name="ServerId">Its <c>server_id</c>; null when unknown.</param>
/// <param name="ReadOnly">Whether it refuses writes; null when unknown.</param>
/// <param name="Error">Why it was not reached; null when it was.</param>
public sealed record NodeStatus(
    string Name, string Role, string Address, bool Reachable, string? Version, uint? ServerId, bool? ReadOnly, string? Error)
{
    /// <summary>Transactions that it has and no master has; null when unknown, and on masters.</summary>
    public long? Errant { get; init; }

    /// <summary>How far back its binary logs reach at least, seconds: what is away for longer can only be copied; null when unknown.</summary>
    public double? LogWindowSeconds { get; init; }
}
