
namespace DualMaster.Replication.Copying;

/// <summary>One copy: under way, done, or failed and waiting for the next attempt.</summary>
/// <param name="donor">The node that is copied.</param>
/// <param name="failures">How often it failed before.</param>
/// <param name="time">The clock.</param>
sealed class CopyJob(string donor, int failures, TimeProvider time)
{
    static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    long failedAt;

    public string Donor => donor;

    public CopyGauge Gauge { get; } = new(time);

    public CopyProgress Progress => Gauge.Now;

    public Task Task { get; private set; } = Task.CompletedTask;

    /// <summary>Whether it came to its end.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Failure { get; private set; }

    public int Failures { get; private set; } = failures;

    /// <summary>After 2, 4, 8 … 60 seconds.</summary>
    public bool MayRetry => Failure is not null && time.GetElapsedTime(failedAt) >= Pause;

    TimeSpan Pause => TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(Failures, 6))));

    /// <summary>Begins it.</summary>
    /// <param name="copy">What is to be done.</param>
    /// <param name="goesOn">Told now and then how far it is.</param>
    /// <param name="ended">Told that it is done, and after how many seconds.</param>
    /// <param name="failed">Told why not.</param>
    /// <param name="sentence">Makes a sentence of a failure that is none.</param>
    /// <param name="token">Ends it.</param>
    public void Begin(
        Func<Task> copy, Action<CopyProgress> goesOn, Action<CopyProgress, double> ended, Action<string> failed, Func<string, string> sentence, CancellationToken token)
    {
        var began = time.GetTimestamp();
        Task = RunAsync();

        async Task RunAsync()
        {
            await using var timer = time.CreateTimer(_ => goesOn(Progress), null, LogInterval, LogInterval);
            try
            {
                await Task.Run(copy, CancellationToken.None);
                IsDone = true;
                ended(Progress, time.GetElapsedTime(began).TotalSeconds);
            }
            // It goes on with the next initializer where this one ends.
            catch (Exception) when (token.IsCancellationRequested)
            {
            }
            catch (Exception failure)
            {
                Failures++;
                failedAt = time.GetTimestamp();
                Failure = failure is CopyException ? failure.Message : sentence(failure.GetBaseException().Message);
                failed(Failure);
            }
        }
    }
}
