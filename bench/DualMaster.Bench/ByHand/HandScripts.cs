using DualMaster.Replication.Topology;

namespace DualMaster.Bench;

/// <summary>What DualMaster is measured against.</summary>
static class HandScripts
{
    /// <summary>The tutorial followed by script: one server after the other, one link after the other, until all threads say Yes.</summary>
    public static async Task TutorialAsync(HandServers servers, ReplicationTopology topology, CancellationToken stop)
    {
        foreach (var server in servers.All)
            await server.InitializeAsync(stop);
        foreach (var server in servers.All)
            await server.StartAsync(stop);
        foreach (var server in servers.All)
            await HandServers.SetUpAccountsAsync(server, stop);
        foreach (var link in topology.Links)
            await servers.WireAsync(link, stop);
        foreach (var link in topology.Links)
            await servers.UntilRunningAsync(link, stop);
    }

    /// <summary>The best that we know to do by hand: copies of a prepared data directory, everything side by side, read back at the end.</summary>
    public static async Task BestAsync(HandServers servers, ReplicationTopology topology, string prepared, CancellationToken stop)
    {
        await servers.OnEachAsync(async server =>
        {
            await server.CopyAsync(prepared, stop);
            await server.StartAsync(stop);
            await HandServers.SetUpAccountsAsync(server, stop);
        });
        await Task.WhenAll(topology.Links.Select(async link =>
        {
            await servers.WireAsync(link, stop);
            await servers.UntilRunningAsync(link, stop);
        }));
        await servers.ProveByRowAsync(stop);
    }

    /// <summary>Four servers with data, started side by side until each answers and all threads run.</summary>
    public static async Task RestartAsync(HandServers servers, ReplicationTopology topology, CancellationToken stop)
    {
        await servers.OnEachAsync(server => server.StartAsync(stop));
        await Task.WhenAll(topology.Links.Select(link => servers.UntilRunningAsync(link, stop)));
    }
}
