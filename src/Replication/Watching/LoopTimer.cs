namespace DualMaster.Replication.Watching;

/// <summary>Wakes the loop up: when its time has come, or when a command has.</summary>
/// <param name="period">How often, until it is changed.</param>
/// <param name="desk">Where commands arrive.</param>
/// <param name="time">The clock.</param>
sealed class LoopTimer(TimeSpan period, OrderDesk desk, TimeProvider time) : IDisposable
{
    readonly PeriodicTimer timer = new(period, time);
    Task<bool>? tick;

    public TimeSpan Period { set => timer.Period = value; }

    /// <summary>Waits for either.</summary>
    public async Task<bool> NextAsync(CancellationToken token)
    {
        // A tick that was not waited for to its end is waited for the next time: a timer has one waiter.
        tick ??= timer.WaitForNextTickAsync(token).AsTask();
        if (await Task.WhenAny(tick, desk.ArrivedAsync(token)) != tick)
            return true;

        var ticked = await tick;
        tick = null;
        return ticked;
    }

    public void Dispose() => timer.Dispose();
}
