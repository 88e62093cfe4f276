using System.Diagnostics;
using DualMaster.ProcessHost;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;

namespace DualMaster.Bench;

/// <summary>4: four healthy, unwired servers until proved, the start of the initializer's process included; and 5 to 7 on what came of it.</summary>
static class HealthyServers
{
    const double Limit = 2;

    public static async Task<IReadOnlyList<Finding>> MeasureAsync(Workshop workshop, CancellationToken stop)
    {
        var cache = new CacheDirectory(workshop.CreateCache());
        var seconds = new List<double>();
        IReadOnlyList<Finding> atRest = [];
        while (seconds.Count < workshop.Options.Pairs)
        {
            var (data, portBase) = (workshop.CreateDirectory("healthy"), workshop.FreePortBase());
            var topology = DefaultTopology.OnLoopback(portBase);
            await using var servers = await LocalServers.OpenAsync(
                new LocalServersOptions { Topology = topology, Installation = workshop.Installation, DataDirectory = data, Cache = cache }, stop);
            await servers.StartAsync(stop);

            var address = new Uri(FormattableString.Invariant($"http://127.0.0.1:{portBase}"));
            using var client = new StatusClient(address);
            var started = Stopwatch.GetTimestamp();
            var password = PasswordFile.Generate();
            InitializerProcess Start() => InitializerProcess.Start(topology, servers.ConnectionString, password, address, data, line => Progress.Say($"4: {line}"), ending: stop);
            await using var initializer = Start();
            await UntilProvedAsync(client, stop);
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            Progress.Say($"4, run {seconds.Count}: {seconds[^1]:0.00} s");

            if (seconds.Count < workshop.Options.Pairs)
                continue;

            atRest = [await InitializerAtRest.MeasureAsync(initializer, client, stop), await ServersMemory.MeasureAsync(servers, stop)];
            await initializer.StopAsync();
            await using var collector = await SwallowingCollector.StartAsync(stop);
            await using var exporting = Start();
            await UntilProvedAsync(client, stop);
            atRest = [.. atRest, await InitializerAtRest.MeasureExportingAsync(exporting, client, collector, stop)];
        }

        var series = new Series(seconds);
        return [new Finding(4, "four healthy, unwired servers → proved", series.Text(" s"), "", "", "< 2 s", series.Median < Limit), .. atRest];
    }

    static async Task UntilProvedAsync(StatusClient client, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await client.GetAsync(limit.Token) is not { State: TopologyHealth.Proved })
            await timer.WaitForNextTickAsync(limit.Token);
    }
}
