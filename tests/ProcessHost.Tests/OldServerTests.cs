using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>A server that is too old, for real.</summary>
public sealed class OldServerTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task An_old_server_that_is_named_is_refused()
    {
        var old = await OldServer.ObtainAsync();
        var mysqld = directory.Script("mysqld", $"LD_LIBRARY_PATH={old.Directory} exec {old.Directory}/mysqld \"$@\"");

        var refusal = await Should.ThrowAsync<HostException>(() => new ServerProvisioner().FindOrObtainAsync(mysqld, Nodes.Token));

        refusal.Message.ShouldBe($"{mysqld}, named by --mysqld, is 5.6.24; expected MySQL 8.4 or later; install one, or name another.");
    }

    [Fact]
    public async Task An_old_server_that_somebody_else_operates_is_refused_by_the_initializer()
    {
        var old = await OldServer.ObtainAsync();
        var topology = Nodes.One(Nodes.PortBase());
        var port = topology.Nodes[0].ReplicationPort;
        using var end = new CancellationTokenSource();
        var running = await old.StartAsync(directory["data"], port, end.Token);
        await using var supervisor = new TopologySupervisor(
            topology, new Dictionary<string, string> { ["node1"] = $"Server=127.0.0.1;Port={port};User ID=root" }, "secret", TimeProvider.System, NullLogger<TopologySupervisor>.Instance);

        // A server listens a moment before it lets anybody in.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (supervisor.Status.State != TopologyHealth.Refused && await timer.WaitForNextTickAsync(Nodes.Token))
            await supervisor.RoundAsync(Nodes.Token);

        supervisor.Status.Refusals.ShouldBe(["node1 runs 5.6.24; expected MySQL 8.4 or later; upgrade the server."]);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running.Task);
    }
}
