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
    string Source, string Replica, string Desired, string Io, string Sql, double? LagSeconds, string? LastError)
{
    /// <summary>The channel's name on the replica; empty for the default channel.</summary>
    public string Channel { get; init; } = "";

    /// <summary>The receiver, exactly.</summary>
    public ThreadStatus Receiver { get; init; } = ThreadStatus.Unknown;

    /// <summary>The applier, exactly.</summary>
    public ThreadStatus Applier { get; init; } = ThreadStatus.Unknown;

    /// <summary>Whether beats come through; null when that is not known.</summary>
    public bool? Delivers { get; init; }

    /// <summary>The lag behind each writer whose transactions the link carries.</summary>
    public IReadOnlyList<OriginLag> Lags { get; init; } = [];

    /// <summary>The transaction that was applied last; null when unknown.</summary>
    public string? LastApplied { get; init; }

    /// <summary>How long after its commit on the origin that transaction was applied, seconds, by the clocks of both; null when unknown.</summary>
    public double? CommitLagSeconds { get; init; }

    /// <summary>What the server itself calls its lag, whole seconds; null when it does not say.</summary>
    public long? TimeBehindSource { get; init; }

    /// <summary>Transactions that were received and are not applied; null when unknown.</summary>
    public long? Backlog { get; init; }

    /// <summary>Transactions that the source has and the replica has not; null when unknown.</summary>
    public long? Missing { get; init; }

    /// <summary>Whether a thread does not run, or beats are held up.</summary>
    internal bool IsBroken => this is not { Io: "running", Sql: "running" } || Delivers == false;

    /// <inheritdoc/>
    public override string ToString() => $"{Source} → {Replica}";
}
