using System.Diagnostics;
using System.Globalization;
using DualMaster.Replication.Presentation;
using DualMaster.Replication.Watching;

namespace DualMaster.ProcessHost;

/// <summary>Follows the initializer's status and speaks when it changes.</summary>
/// <param name="client">Where it comes from.</param>
/// <param name="troubles">Finds what is wrong in it.</param>
/// <param name="initializerLog">Where to look when it says nothing.</param>
/// <param name="say">Receives a line for each change.</param>
sealed class StatusWatch(StatusClient client, Troubles troubles, string initializerLog, Action<string> say)
{
    static readonly TimeSpan WhileProving = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan AtRest = TimeSpan.FromSeconds(1);

    /// <summary>Why nobody may ever answer; null while somebody may.</summary>
    public Func<string?> Obstacle { get; init; } = () => null;

    /// <summary>What was said last; null before the first answer.</summary>
    public TopologyStatus? Last { get; private set; }

    /// <summary>Whether there was an answer, and now there is none.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Waits for the proof.</summary>
    /// <param name="refusalLimit">How long it may be refused without a break; for ever when null.</param>
    /// <param name="limit">How long it may take, not counting the time in which copies go on; for ever when null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="HostException">It stays refused, takes too long, or nobody will ever answer.</exception>
    public async Task<TopologyStatus> UntilProvedAsync(TimeSpan? refusalLimit, TimeSpan? limit, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(WhileProving);
        var begun = Stopwatch.GetTimestamp();
        long? refusedSince = null;
        var copied = "";
        while (true)
        {
            var status = await LookAsync(cancellation);
            if (status is { State: TopologyHealth.Proved })
                return status;
            if (Last is null && Obstacle() is { } obstacle)
                throw new HostException(obstacle);
            refusedSince = status is { State: TopologyHealth.Refused } ? refusedSince ?? Stopwatch.GetTimestamp() : null;
            if (refusedSince is { } since && Stopwatch.GetElapsedTime(since) > refusalLimit)
                throw new HostException(string.Join(Environment.NewLine, status!.Refusals));
            // However long that takes, as long as it goes on.
            var copies = string.Join(", ", status?.Copies.Select(copy => $"{copy.Node} {copy.Phase} {copy.Bytes}") ?? []);
            if (copies.Length > 0 && copies != copied)
                (begun, copied) = (Stopwatch.GetTimestamp(), copies);
            if (Stopwatch.GetElapsedTime(begun) > limit)
                throw new HostException($"Not proved within {limit.Value.TotalSeconds} s: {WhyNot()}");
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
                var before = Last?.State;
                if (await LookAsync(stop) is { State: TopologyHealth.Proved } status && before != TopologyHealth.Proved)
                    proved(status);
            }
        }
        catch (OperationCanceledException)
        {
            // That was asked for.
        }
    }

    string WhyNot() => Last is null
        ? $"the initializer never answered; see {initializerLog}."
        : WhyNot(Last) ?? $"the initializer gives no reason; see {initializerLog}.";

    /// <summary>Why a status is not the proof, in one sentence; null when it does not say.</summary>
    public static string? WhyNot(TopologyStatus status) =>
        status switch
        {
            { Refusals: [_, ..] refusals } => string.Join(" ", refusals),
            { Reasons: [_, ..] reasons } => string.Join("; ", reasons) + ".",
            _ => null,
        };

    async Task<TopologyStatus?> LookAsync(CancellationToken cancellation)
    {
        var status = await client.GetAsync(cancellation);
        IsSilent = status is null && Last is not null;
        // Silence is spoken of by whoever watches the process; here the state before it still counts.
        if (status is null)
            return null;

        var changed = Last?.State != status.State || !Last.Refusals.SequenceEqual(status.Refusals)
            || !Last.Decisions.Select(decision => decision.Subject).SequenceEqual(status.Decisions.Select(decision => decision.Subject));
        Last = status;
        if (changed)
            Say(status);
        return status;
    }

    void Say(TopologyStatus status)
    {
        var time = TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        say($"{time} {Words.Health(status.State)}");
        // Until all is laid, most of what does not run yet will by itself.
        if (status is { State: TopologyHealth.Waiting or TopologyHealth.Wiring, Decisions: [] })
            return;
        foreach (var trouble in troubles.Of(status))
        {
            say($"  {trouble.What}");
            say($"    {trouble.Remedy}");
        }
    }
}
