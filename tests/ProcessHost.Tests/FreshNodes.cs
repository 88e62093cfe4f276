using DualMaster.Replication.Topology;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>Four servers that nobody has wired.</summary>
public sealed class FreshNodes(ServerUnderTest server) : IAsyncLifetime
{
    readonly TemporaryDirectory directory = new();

    public LocalServers Servers { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Servers = await LocalServers.OpenAsync(Nodes.Options(server, DefaultTopology.OnLoopback(Nodes.PortBase()), directory["data"]), Nodes.Token);
        await Servers.StartAsync(Nodes.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync();
        directory.Dispose();
    }
}
