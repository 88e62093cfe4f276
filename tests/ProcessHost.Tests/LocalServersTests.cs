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

        refusal.Message.ShouldBe(
            $"Port {portBase + 3} of 127.0.0.1 cannot be had for node3: {Path.GetFileName(Environment.GetCommandLineArgs()[0]).Replace(".dll", "", StringComparison.Ordinal)} (process {Environment.ProcessId}) listens there; "
            + "expected it to be free; stop who listens there, or pass another --port-base.");
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
    public async Task A_server_on_the_data_that_nobody_of_ours_started_is_refused_and_left_alone()
    {
        var options = Nodes.Options(server, Nodes.One(Nodes.PortBase()), directory["data"]);
        await using (var first = await LocalServers.OpenAsync(options, Nodes.Token))
            await first.StartAsync(Nodes.Token);
        var optionFile = directory["by-hand.cnf"];
        File.Copy(directory["data/node1/conf/my.cnf"], optionFile);
        using var end = new CancellationTokenSource();
        var foreign = server.Installation.Command([$"--defaults-file={optionFile}"]).ExecuteAsync(end.Token);
        await Nodes.AnsweringAsync(options.Topology.Nodes[0].ReplicationPort);

        var refusal = await Should.ThrowAsync<HostException>(
            () => LocalServers.OpenAsync(options with { Topology = Nodes.One(Nodes.PortBase()) }, Nodes.Token));

        refusal.Message.ShouldBe(
            $"The data of node1 in {directory["data/node1/data"]} is open in mysqld (process {foreign.ProcessId}), which no DualMaster of this directory started; expected nobody there; stop it, or pass another --data.");
        foreign.Task.IsCompleted.ShouldBeFalse();
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(foreign.Task);
    }

    [Fact]
    public async Task Where_asynchronous_requests_are_used_up_the_servers_do_without()
    {
        File.WriteAllText(directory["aio-nr"], "65000\n");
        File.WriteAllText(directory["aio-max-nr"], "65536\n");
        var said = new List<string>();
        var spare = NativeAio.Options(1, said.Add, directory.Path);

        await using var servers = await LocalServers.OpenAsync(
            Nodes.Options(server, Nodes.One(Nodes.PortBase()), directory["data"]) with { ExtraOptions = spare }, Nodes.Token);
        await servers.StartAsync(Nodes.Token);

        (await Nodes.ScalarAsync(servers["node1"], "SELECT @@innodb_use_native_aio")).ShouldBe(0UL);
        said.ShouldBe(["This machine has 536 of 65536 asynchronous I/O requests left (fs.aio-max-nr); the servers do without them."]);
        File.WriteAllText(directory["aio-nr"], "0\n");
        NativeAio.Options(1, said.Add, directory.Path).ShouldBeEmpty();
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
