using DualMaster.ProcessHost;

namespace DualMaster.Bench;

/// <summary>5: what the initializer costs while nothing happens. The host asks it for its status once a second, so this does too.</summary>
static class InitializerAtRest
{
    const double MostCpuPercent = 2;
    const double MostMebibytes = 120;
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    public static async Task<Finding> MeasureAsync(InitializerProcess initializer, StatusClient client, CancellationToken stop)
    {
        await AskAsync(client, Settling, stop);
        var before = ProcessFigures.CpuSeconds(initializer.ProcessId);
        await AskAsync(client, Watched, stop);
        var cpu = (ProcessFigures.CpuSeconds(initializer.ProcessId) - before) / Watched.TotalSeconds * 100;
        var resident = ProcessFigures.Mebibytes(initializer.ProcessId, "VmRSS");
        Progress.Say($"5: {cpu:0.00} %, {resident:0} MiB, of which private {ProcessFigures.Mebibytes(initializer.ProcessId, "RssAnon"):0}, at its peak {ProcessFigures.Mebibytes(initializer.ProcessId, "VmHWM"):0}");
        return new Finding(
            5, "the initializer at rest, 30 s", FormattableString.Invariant($"{cpu:0.00} % of a core, {resident:0} MiB"), "", "",
            "< 2 %, < 120 MiB", cpu < MostCpuPercent && resident < MostMebibytes);
    }

    static async Task AskAsync(StatusClient client, TimeSpan duration, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var second = 0; second < duration.TotalSeconds; second++)
        {
            await timer.WaitForNextTickAsync(stop);
            await client.GetAsync(stop);
        }
    }
}
