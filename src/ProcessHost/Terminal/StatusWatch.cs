using System.Diagnostics;
using DualMaster.Replication.Watching;

namespace DualMaster.ProcessHost;

/// <summary>Follows the initializer's status and speaks when it changes.</summary>
/// <param name="client">Where it comes from.</param>
/// <param name="say">Receives a line for each change.</param>
sealed class StatusWatch(StatusClient client, Action<string> say)
{
    static readonly TimeSpan WhileProving = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan AtRest = TimeSpan.FromSeconds(1);

    TopologyStatus? last;

    /// <summary>Waits for the proof.</summary>
    /// <param name="refusalLimit">How long it may be refused without a break; for ever when null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="HostException">It stays refused.</exception>
    public async Task<TopologyStatus> UntilProvedAsync(TimeSpan? refusalLimit, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(WhileProving);
        long? refusedSince = null;
        while (true)
        {
            var status = await LookAsync(cancellation);
            if (status is { State: TopologyHealth.Proved })
                return status;
            refusedSince = status is { State: TopologyHealth.Refused } ? refusedSince ?? Stopwatch.GetTimestamp() : null;
            if (refusedSince is { } since && Stopwatch.GetElapsedTime(since) > refusalLimit)
                throw new HostException(string.Join(Environment.NewLine, status!.Refusals));
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>Watches until that is cancelled.</summary>
    /// <param name="proved">Called when it is proved again.</param>
    /// <param name="stop">Ends it.</param>
    public async Task UntilStoppedAsync(Action<TopologyStatus> proved, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(AtRest);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var before = last?.State;
                if (await LookAsync(stop) is { State: TopologyHealth.Proved } status && before != TopologyHealth.Proved)
                    proved(status);
            }
        }
        catch (OperationCanceledException)
        {
            // That was asked for.
        }
    }

    /// <summary>Why it is not proved, in one sentence.</summary>
    public string WhyNot(string initializerLog) => last switch
    {
        null => $"the initializer never answered; see {initializerLog}.",
        { Refusals: [_, ..] refusals } => string.Join(" ", refusals),
        { Reasons: [_, ..] reasons } => string.Join(" ", reasons),
        _ => $"the initializer gives no reason; see {initializerLog}.",
    };

    async Task<TopologyStatus?> LookAsync(CancellationToken cancellation)
    {
        var status = await client.GetAsync(cancellation);
        // Silence is spoken of by whoever watches the process; here the state before it still counts.
        if (status is null)
            return null;

        var changed = last is null || last.State != status.State || !last.Refusals.SequenceEqual(status.Refusals);
        last = status;
        if (changed && status.State != TopologyHealth.Proved)
            say($"{TimeOfDay()} {Word(status.State)}{Because(status)}");
        else if (changed)
            say($"{TimeOfDay()} proved");
        return status;
    }

    static string Because(TopologyStatus status) =>
        status is { Refusals: [_, ..] refusals } ? $": {string.Join(" ", refusals)}"
        : status is { State: TopologyHealth.Degraded or TopologyHealth.Refused, Reasons: [_, ..] reasons } ? $": {string.Join(" ", reasons)}"
        : "";

    static string Word(TopologyHealth health) => health switch
    {
        TopologyHealth.Waiting => "waiting for the servers",
        TopologyHealth.Wiring => "wiring and proving",
        TopologyHealth.Degraded => "degraded",
        TopologyHealth.Refused => "refused",
        _ => "proved",
    };

    static string TimeOfDay() => TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
