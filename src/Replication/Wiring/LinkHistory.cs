namespace DualMaster.Replication.Wiring;

/// <summary>What one look at a link cannot tell.</summary>
/// <param name="StoppedFor">How long a thread of it has been stopped; null when none is, or nobody looked before.</param>
/// <param name="ConnectingFor">How long its receiver has been without a connection; null as above.</param>
/// <param name="SinceMended">How long ago the last step was taken on it; null when none was.</param>
public sealed record LinkHistory(TimeSpan? StoppedFor, TimeSpan? ConnectingFor, TimeSpan? SinceMended)
{
    /// <summary>Of a link that was never looked at.</summary>
    public static LinkHistory None { get; } = new(null, null, null);
}
