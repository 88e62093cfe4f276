using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>One server for a class of tests, each of which may stop it, kill it or take its data away.</summary>
public sealed class OneServer(ServerUnderTest server) : IAsyncLifetime
{
    readonly TemporaryDirectory directory = new();
    LocalServers servers = null!;

    public async ValueTask InitializeAsync() =>
        servers = await LocalServers.OpenAsync(Nodes.Options(server, Nodes.One(Nodes.PortBase()), directory["data"]), Nodes.Token);

    /// <summary>It, when it answers and is restarted when it crashes, whatever the test before did to it.</summary>
    public async Task<NodeServer> RunningAsync()
    {
        var node = servers["node1"];
        node.RestartOnCrash = true;
        if (node.Phase == NodeServerPhase.Stopped)
            await node.StartAsync(Nodes.Token);
        await node.WaitUntilAnsweringAsync(Nodes.Token);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await servers.DisposeAsync();
        directory.Dispose();
    }
}
