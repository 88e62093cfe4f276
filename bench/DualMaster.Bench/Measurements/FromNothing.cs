using System.Diagnostics;

namespace DualMaster.Bench;

/// <summary>1: no data, no template.</summary>
static class FromNothing
{
    public static Task<Finding> MeasureAsync(Workshop workshop, StageTimes stages, CancellationToken stop) =>
        Pairs.MeasureAsync(
            workshop, 1, "no data, no template → proved; by hand: the tutorial by script", 0.5,
            async () =>
            {
                var (data, cache) = (workshop.CreateDirectory("product"), workshop.CreateCache());
                var run = stages.Add(await HostProgram.RunAsync(workshop.Options.Host, data, workshop.FreePortBase(), cache, stop));
                Directory.Delete(data, recursive: true);
                Directory.Delete(cache, recursive: true);
                return run.Proved;
            },
            async () =>
            {
                var topology = workshop.CreateTopology();
                var directory = workshop.CreateDirectory("tutorial");
                await using var servers = new HandServers(workshop, topology, directory);
                var started = Stopwatch.GetTimestamp();
                await HandScripts.TutorialAsync(servers, topology, stop);
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                await servers.StopAsync();
                Directory.Delete(directory, recursive: true);
                return seconds;
            });
}
