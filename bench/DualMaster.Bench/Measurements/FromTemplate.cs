using System.Diagnostics;

namespace DualMaster.Bench;

/// <summary>2: no data, but both sides have a data directory to copy.</summary>
static class FromTemplate
{
    // Two servers with one server_uuid throw each other out, and a private key is nobody's if everybody has it.
    static readonly string[] NotShared = ["auto.cnf", "*.pem"];

    public static async Task<Finding> MeasureAsync(Workshop workshop, StageTimes stages, CancellationToken stop)
    {
        var cache = workshop.CreateCache();
        await RunAsync(workshop, cache, stop);
        var prepared = await PrepareAsync(workshop, stop);
        return await Pairs.MeasureAsync(
            workshop, 2, "template cached → proved; by hand: copied, started, wired side by side, rows read back", 1.3,
            async () => stages.Add(await RunAsync(workshop, cache, stop)).Proved,
            async () =>
            {
                var topology = workshop.CreateTopology();
                var directory = workshop.CreateDirectory("best");
                await using var servers = new HandServers(workshop, topology, directory);
                var started = Stopwatch.GetTimestamp();
                await HandScripts.BestAsync(servers, topology, prepared, stop);
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                await servers.StopAsync();
                Directory.Delete(directory, recursive: true);
                return seconds;
            });
    }

    static async Task<HostRun> RunAsync(Workshop workshop, string cache, CancellationToken stop)
    {
        var data = workshop.CreateDirectory("product");
        var run = await HostProgram.RunAsync(workshop.Options.Host, data, workshop.FreePortBase(), cache, stop);
        Directory.Delete(data, recursive: true);
        return run;
    }

    static async Task<string> PrepareAsync(Workshop workshop, CancellationToken stop)
    {
        var directory = workshop.CreateDirectory("prepared");
        await using var servers = new HandServers(workshop, workshop.CreateTopology(), directory);
        var first = servers.All[0];
        await first.InitializeAsync(stop);
        var prepared = Path.Combine(directory, first.Node.Name, "data");
        foreach (var file in NotShared.SelectMany(pattern => Directory.GetFiles(prepared, pattern)))
            File.Delete(file);
        return prepared;
    }
}
