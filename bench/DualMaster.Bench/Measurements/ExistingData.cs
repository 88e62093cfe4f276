using System.Diagnostics;
using DualMaster.Replication.Topology;

namespace DualMaster.Bench;

/// <summary>3: wired before and stopped in order. Both sides take turns on the very same data.</summary>
static class ExistingData
{
    public static async Task<Finding> MeasureAsync(Workshop workshop, StageTimes stages, CancellationToken stop)
    {
        var (data, cache, portBase) = (workshop.CreateDirectory("existing"), workshop.CreateCache(), workshop.FreePortBase());
        var topology = DefaultTopology.OnLoopback(portBase);
        await HostProgram.RunAsync(workshop.Options.Host, data, portBase, cache, stop);
        var password = (await File.ReadAllTextAsync(Path.Combine(data, "root-password"), stop)).TrimEnd();
        return await Pairs.MeasureAsync(
            workshop, 3, "existing data → proved; by hand: started side by side until all threads run", 1.5,
            async () => stages.Add(await HostProgram.RunAsync(workshop.Options.Host, data, portBase, cache, stop)).Proved,
            async () =>
            {
                var directory = workshop.CreateDirectory("restart");
                await using var servers = new HandServers(workshop, topology, directory, node => Path.Combine(data, node, "data"));
                foreach (var server in servers.All)
                    server.RootPassword = password;
                var started = Stopwatch.GetTimestamp();
                await HandScripts.RestartAsync(servers, topology, stop);
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                await servers.StopAsync();
                return seconds;
            });
    }
}
