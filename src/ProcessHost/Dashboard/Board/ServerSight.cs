namespace DualMaster.ProcessHost;

/// <summary>What the host knows of one of its processes.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="ProcessId">The id of its current or last process; 0 before the first start.</param>
/// <param name="Since">Since when it is that process.</param>
sealed record ServerSight(NodeServerPhase Phase, int ProcessId, DateTimeOffset Since);
