namespace DualMaster.Replication.Wiring;

/// <summary>What one look at a link cannot tell.</summary>
/// <param name="StoppedFor">How long a thread of it has been stopped; null when none is, or nobody looked before.</param>
/// <param name="ConnectingFor">How long its receiver has been without a connection; null as above.</param>
/// <param name="SinceMended">How long ago the last step was taken on it; null when none was.</param>
/// <param name="SinceReceived">How long ago its receiver last moved on in the source's log; null when it was not seen to.</param>
/// <param name="SinceToldToStop">How long ago it was last told to stop; null when it never was.</param>
/// <param name="RunningFor">How long its receiver has been seen running; null when it does not run.</param>
public sealed record LinkHistory(
    TimeSpan? StoppedFor, TimeSpan? ConnectingFor, TimeSpan? SinceMended, TimeSpan? SinceReceived = null, TimeSpan? SinceToldToStop = null, TimeSpan? RunningFor = null)
{
    /// <summary>Of a link that was never looked at.</summary>
    public static LinkHistory None { get; } = new(null, null, null);
}
