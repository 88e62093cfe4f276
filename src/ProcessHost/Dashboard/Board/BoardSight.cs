using DualMaster.Replication.Watching;

namespace DualMaster.ProcessHost;

/// <summary>What the host and its initializer know at one moment.</summary>
/// <param name="Status">What the initializer said last; null before the first answer.</param>
/// <param name="IsSilent">Whether it answered before and does not now.</param>
/// <param name="Refusal">Why it does not start; null when it does.</param>
/// <param name="Initializer">Its process.</param>
/// <param name="Servers">The servers by the names of their nodes.</param>
sealed record BoardSight(TopologyStatus? Status, bool IsSilent, string? Refusal, ServerSight Initializer, IReadOnlyDictionary<string, ServerSight> Servers);
