using System.Diagnostics;
using CliWrap;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>Servers that hang, wait or have no room, and topologies of other shapes: what is said stays true, and nothing is lost.</summary>
public sealed class FaultTests(ServerUnderTest server)
{
    [Fact]
    public async Task A_frozen_node_is_said_not_to_answer_and_hides_nothing_of_the_others()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();

        var frozen = cluster.Servers["node1"].ProcessId;
        await SignalAsync("STOP", frozen);
        try
        {
            await supervisor.UntilAsync(
                status => status.State != TopologyHealth.Proved && IsSilent(status, "node1"), "node1 not to answer", TimeSpan.FromSeconds(10));

            await cluster.ExecuteAsync("node4", "STOP REPLICA");
            await supervisor.UntilAsync(status => Link(status, "node3", "node4") is { Io: "stopped", Sql: "stopped" }, "node3 → node4 stopped", TimeSpan.FromSeconds(10));
            await supervisor.UntilAsync(status => Link(status, "node3", "node4") is { Io: "running", Sql: "running" }, "node3 → node4 mended", TimeSpan.FromSeconds(30));
            await supervisor.UntilAsync(status => Link(status, "node3", "node4") is { LagSeconds: < 2 }, "a lag of node3 → node4 below 2 s", TimeSpan.FromSeconds(10));

            var rounds = await supervisor.RoundsAsync(atLeast: 5);
            rounds.ShouldAllBe(status => status.State != TopologyHealth.Proved && IsSilent(status, "node1"));
            rounds.Select(status => Link(status, "node3", "node4").LagSeconds ?? double.NaN).ShouldAllBe(lag => lag < 2);
        }
        finally
        {
            await SignalAsync("CONT", frozen);
        }

        await supervisor.UntilProvedAsync();
    }

    [Fact]
    public async Task A_master_that_waits_for_a_semisynchronous_replica_is_not_taken_for_one_that_lost_rows()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();

        var gaveUp = false;
        var watching = supervisor.RoundsAsync(status => Volatile.Read(ref gaveUp) && status is { State: TopologyHealth.Proved, Acting: true });
        // Its replicas have a transaction before its own tables and gtid_executed show it (AFTER_SYNC). It waits for longer than
        // StatementTimeout, with what a round adds to it, so that more than one round looks meanwhile.
        await cluster.ExecuteAsync("node1",
            """
            INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so';
            SET GLOBAL rpl_semi_sync_source_timeout = 8000; SET GLOBAL rpl_semi_sync_source_enabled = 1;
            """);
        await Eventually.HoldsAsync(
            async () => await cluster.QueryAsync("node1", "SELECT variable_value > 0 FROM performance_schema.global_status WHERE variable_name = 'Rpl_semi_sync_source_no_times'") is ["1"],
            () => "node1 never waited for a semisynchronous replica");
        Volatile.Write(ref gaveUp, true);

        (await watching).SelectMany(status => status.Refusals).Distinct().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_disk_is_waited_for_and_the_server_that_waits_is_not_made_to_abort()
    {
        await using var cluster = await Cluster.StartAsync(server);
        var node1 = cluster.Servers["node1"];
        await using var disk = await SmallDisk.UnderAsync(node1);
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();
        var process = node1.ProcessId;

        disk.Fill();
        await supervisor.UntilAsync(status => status.State != TopologyHealth.Proved, "not proved");
        var full = Stopwatch.StartNew();
        var rounds = await supervisor.RoundsAsync(status => status.State == TopologyHealth.Proved || full.Elapsed > TimeSpan.FromSeconds(10));
        node1.ProcessId.ShouldBe(process, disk.Errors);
        rounds.Select(status => status.State).ShouldNotContain(TopologyHealth.Proved);
        disk.Empty();

        // A server looks for space once a minute (MY_WAIT_FOR_USER_TO_FIX_PANIC of mysys).
        await supervisor.UntilAsync(status => status.State == TopologyHealth.Proved, "proved", TimeSpan.FromMinutes(2));
        node1.ProcessId.ShouldBe(process, disk.Errors);
    }

    [Fact]
    public async Task What_a_delayed_replica_received_and_nobody_else_holds_is_not_thrown_away_with_its_delay()
    {
        await using var cluster = await Cluster.StartAsync(server, shape: topology => Delayed(topology, TimeSpan.FromSeconds(600)));
        await using (var first = cluster.Supervise())
            await first.UntilAsync(status => status.Links.All(link => link is { Io: "running", Sql: "running" }), "every link running");
        await cluster.ExecuteAsync("node3", "CREATE DATABASE app; CREATE TABLE app.t (v INT PRIMARY KEY)");
        await cluster.ExecuteAsync("node3", "INSERT INTO app.t VALUES (1)");
        var written = (await cluster.QueryAsync("node3", "SELECT @@global.gtid_executed")).ShouldHaveSingleItem();
        var received = $"SELECT GTID_SUBSET('{written}', received_transaction_set) FROM performance_schema.replication_connection_status";
        await Eventually.HoldsAsync(async () => await cluster.QueryAsync("node4", received) is ["1"], () => "node4 has not received what node3 wrote");
        await PurgeAsync(cluster, "node3", written);

        await using var next = cluster.Supervise(Delayed(cluster.Topology, TimeSpan.Zero));
        var rounds = await next.RoundsAsync(atLeast: 10);

        rounds.SelectMany(status => status.Refusals).Distinct().ShouldBeEmpty();
        (await cluster.QueryAsync("node4", received)).ShouldBe(["1"]);
        (await cluster.QueryAsync("node4", "SELECT desired_delay FROM performance_schema.replication_applier_configuration")).ShouldBe(["600"]);
        (await cluster.QueryAsync("node4", "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'app'")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task Three_masters_that_each_follow_the_two_others_are_proved_and_share_their_rows()
    {
        await using var cluster = await Cluster.StartAsync(server, shape: ThreeMasters);
        await using var supervisor = cluster.Supervise();

        var proved = await supervisor.UntilProvedAsync();
        proved.Links.Select(link => (link.Source, link.Replica, link.Io, link.Sql)).ShouldBe(
            [.. cluster.Topology.Links.Select(link => (link.Source, link.Replica, "running", "running"))]);

        await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(8))");
        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["0"]);
        await Task.WhenAll(cluster.Topology.Nodes.Select(node => cluster.ExecuteAsync(node.Name, $"INSERT INTO app.t (v) VALUES ('{node.Name}')")));
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", ["node1", "node3", "node5"]);
    }

    static ReplicationTopology Delayed(ReplicationTopology topology, TimeSpan delay) => ReplicationTopology.Create(
        topology.Nodes, topology.Links.Select(link => link.Replica == "node4" ? link with { Delay = delay } : link), topology.Settings);

    static ReplicationTopology ThreeMasters(ReplicationTopology topology)
    {
        var first = topology.Node("node1");
        TopologyNode[] masters = [first, topology.Node("node3"), first with { Name = "node5", ServerId = 5, ReplicationPort = first.ReplicationPort + 4 }];
        var links = from source in masters from replica in masters where source != replica select new TopologyLink(source.Name, replica.Name);
        return ReplicationTopology.Create(masters, links, topology.Settings);
    }

    /// <summary>Purges until the logs hold none of the transactions; a log that a replica still reads is left out by the server.</summary>
    static Task PurgeAsync(Cluster cluster, string node, string transactions) => Eventually.HoldsAsync(
        async () =>
        {
            await cluster.ExecuteAsync(node, "FLUSH BINARY LOGS");
            var current = (await cluster.QueryAsync(node, "SHOW BINARY LOG STATUS"))[0];
            await cluster.ExecuteAsync(node, $"PURGE BINARY LOGS TO '{current}'");
            return await cluster.QueryAsync(node, $"SELECT GTID_SUBSET('{transactions}', @@global.gtid_purged)") is ["1"];
        },
        () => $"{node} still holds logs of {transactions}");

    static bool IsSilent(TopologyStatus status, string node) =>
        status.Nodes.Single(other => other.Name == node) is { Reachable: false }
        && status.Reasons.Any(reason => reason.StartsWith($"{node} does not answer: ", StringComparison.Ordinal));

    static LinkStatus Link(TopologyStatus status, string source, string replica) =>
        status.Links.Single(link => link.Source == source && link.Replica == replica);

    static async Task SignalAsync(string signal, int processId) =>
        await Cli.Wrap("kill").WithArguments([$"-{signal}", $"{processId}"]).ExecuteAsync(CancellationToken.None);
}
