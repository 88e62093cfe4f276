using System.Net;
using System.Net.Sockets;
using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class LocalServersTests(ServerUnderTest server) : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_port_in_use_is_refused_before_anything_is_changed()
    {
        var portBase = Nodes.PortBase();
        using var other = new TcpListener(IPAddress.Loopback, portBase + 3);
        other.Start();

        var refusal = await Should.ThrowAsync<HostException>(
            () => LocalServers.OpenAsync(Nodes.Options(server, DefaultTopology.OnLoopback(portBase), directory["data"]), Nodes.Token));

        refusal.Message.ShouldStartWith($"Port {portBase + 3} of 127.0.0.1 cannot be had for node3 ");
        refusal.Message.ShouldEndWith("expected it to be free; stop who listens there, or pass another --port-base.");
        Directory.Exists(directory["data"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_host_on_the_same_data_is_refused()
    {
        await using var first = await LocalServers.OpenAsync(Nodes.Options(server, Nodes.One(Nodes.PortBase()), directory["data"]), Nodes.Token);

        var refusal = await Should.ThrowAsync<HostException>(
            () => LocalServers.OpenAsync(Nodes.Options(server, Nodes.One(Nodes.PortBase()), directory["data"]), Nodes.Token));

        refusal.Message.ShouldStartWith($"Another DualMaster runs on the data in {directory["data"]}");
    }

    [Fact]
    public async Task Fresh_deletes_what_is_ours_and_nothing_else()
    {
        var options = Nodes.Options(server, Nodes.One(Nodes.PortBase()), directory["data"]);
        await using (var first = await LocalServers.OpenAsync(options, Nodes.Token))
            await first.StartAsync(Nodes.Token);
        File.WriteAllText(directory["data/somebody-else's"], "");
        var password = File.ReadAllText(directory["data/root-password"]);

        await using var servers = await LocalServers.OpenAsync(options with { Fresh = true }, Nodes.Token);

        servers["node1"].Directory.HasData.ShouldBeFalse();
        File.Exists(directory["data/somebody-else's"]).ShouldBeTrue();
        File.ReadAllText(directory["data/root-password"]).ShouldNotBe(password);
    }

    [Fact]
    public async Task One_server_that_fails_stops_the_others()
    {
        var topology = DefaultTopology.OnLoopback(Nodes.PortBase());
        await using var servers = await LocalServers.OpenAsync(Nodes.Options(server, topology, directory["data"]), Nodes.Token);
        // A file where a directory must be is the simplest thing that only one of them stumbles over.
        Directory.CreateDirectory(directory["data/node3"]);
        File.WriteAllText(directory["data/node3/logs"], "");

        await Should.ThrowAsync<IOException>(() => servers.StartAsync(Nodes.Token));

        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }
}
