namespace DualMaster.Replication.Watching;

/// <summary>One thread of a link in <c>GET /status</c>.</summary>
/// <param name="State"><c>running</c>, <c>connecting</c>, <c>stopped</c>, <c>paused</c>, <c>notConfigured</c> or <c>unreachable</c>.</param>
/// <param name="ErrorNumber">Number of its last error; null when there is none.</param>
/// <param name="ErrorText">The server's text of it.</param>
/// <param name="Transaction">The transaction that could not be applied (a GTID); null when the error is not about one.</param>
/// <param name="Remedy">What happens next by itself, or what to do; null while it runs.</param>
public sealed record ThreadStatus(string State, int? ErrorNumber, string? ErrorText, string? Transaction, string? Remedy)
{
    /// <summary>Of a thread of which nothing is known.</summary>
    internal static ThreadStatus Unknown { get; } = new("unreachable", null, null, null, null);
}
