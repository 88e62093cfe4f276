namespace DualMaster.ProcessHost;

/// <summary>How long to wait before a process that has ended is started again: not at all at first, up to ten seconds, for ever.</summary>
/// <param name="timeProvider">Measures how long it lived.</param>
sealed class RestartBackoff(TimeProvider timeProvider)
{
    /// <summary>A process that lived that long was healthy, so its end is a new story.</summary>
    static readonly TimeSpan Healthy = TimeSpan.FromSeconds(30);

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    long started = timeProvider.GetTimestamp();
    int failures;

    /// <summary>A process was started just now.</summary>
    public void Started() => started = timeProvider.GetTimestamp();

    /// <summary>It has ended: 0, 0.5, 1, 2, 4, 8, 10, 10 … seconds.</summary>
    public TimeSpan Next()
    {
        failures = timeProvider.GetElapsedTime(started) >= Healthy ? 1 : failures + 1;
        return failures == 1 ? TimeSpan.Zero
            : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(failures, 16) - 3)));
    }
}
