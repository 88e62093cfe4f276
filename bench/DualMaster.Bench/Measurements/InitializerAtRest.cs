using DualMaster.ProcessHost;

namespace DualMaster.Bench;

/// <summary>5 and 7: what the initializer costs while nothing happens. The host asks it for its status once a second, so this does too.</summary>
static class InitializerAtRest
{
    // Until then most of what is used is the compiler's. That is no rest, and is shown beside it.
    static readonly TimeSpan Compiling = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    public static Task<Finding> MeasureAsync(InitializerProcess initializer, StatusClient client, CancellationToken stop) =>
        MeasureAsync(5, "the initializer at rest, a minute after the start, 30 s", mostCpuPercent: 2, mostMebibytes: 120, initializer, client, stop);

    /// <summary>With all telemetry on, to a collector that takes it every second.</summary>
    public static async Task<Finding> MeasureExportingAsync(InitializerProcess initializer, StatusClient client, SwallowingCollector collector, CancellationToken stop)
    {
        var before = collector.Received;
        var finding = await MeasureAsync(7, "the same with all telemetry exported every second", mostCpuPercent: 3, mostMebibytes: 150, initializer, client, stop);
        Progress.Say($"7: {collector.Received - before} exports in that time");
        return collector.Received - before >= Watched.TotalSeconds ? finding : finding with { Ours = $"{finding.Ours}, but nothing was exported", Holds = false };
    }

    static async Task<Finding> MeasureAsync(
        int number, string what, double mostCpuPercent, double mostMebibytes, InitializerProcess initializer, StatusClient client, CancellationToken stop)
    {
        var compiling = await PercentAsync(initializer, client, Compiling, stop);
        var cpu = await PercentAsync(initializer, client, Watched, stop);
        var resident = ProcessFigures.Mebibytes(initializer.ProcessId, "VmRSS");
        Progress.Say($"{number}: {cpu:0.00} %, {resident:0} MiB, of which private {ProcessFigures.Mebibytes(initializer.ProcessId, "RssAnon"):0}, at its peak {ProcessFigures.Mebibytes(initializer.ProcessId, "VmHWM"):0}");
        return new Finding(
            number, what, FormattableString.Invariant($"{cpu:0.00} % of a core ({compiling:0.0} % before), {resident:0} MiB"), "", "",
            FormattableString.Invariant($"< {mostCpuPercent} %, < {mostMebibytes} MiB"), cpu < mostCpuPercent && resident < mostMebibytes);
    }

    static async Task<double> PercentAsync(InitializerProcess initializer, StatusClient client, TimeSpan duration, CancellationToken stop)
    {
        var before = ProcessFigures.CpuSeconds(initializer.ProcessId);
        await AskAsync(client, duration, stop);
        return (ProcessFigures.CpuSeconds(initializer.ProcessId) - before) / duration.TotalSeconds * 100;
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
