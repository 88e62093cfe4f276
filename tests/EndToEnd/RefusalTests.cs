using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>What would lose rows is refused with the reason, and nothing is changed.</summary>
public sealed class RefusalTests(ServerUnderTest server)
{
    [Fact]
    public async Task A_node_that_no_log_can_fill_and_that_holds_something_is_refused_and_not_overwritten()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (v INT PRIMARY KEY)");
        await cluster.PurgeLogsAsync("node1");
        await cluster.ExecuteAsync("node3", "CREATE DATABASE own; CREATE TABLE own.t (v INT PRIMARY KEY); INSERT INTO own.t VALUES (7)");
        await using var supervisor = cluster.Supervise();

        var refused = await supervisor.UntilAsync(status => status.State == TopologyHealth.Refused, "refused");

        refused.Refusals.ShouldContain(sentence => sentence.StartsWith("node3 lacks 2 transaction(s) that node1 has and no longer holds in its binary logs", StringComparison.Ordinal)
            && sentence.EndsWith("that is not done unasked, because it is not empty: it has 3 transaction(s).", StringComparison.Ordinal));
        refused.Changes.ShouldBe(0);
        (await cluster.QueryAsync("node3", "SELECT v FROM own.t")).ShouldBe(["7"]);
        await NothingWasDoneAsync(cluster);
    }

    [Theory]
    [InlineData("log_replica_updates", "OFF", "node1 has log_replica_updates = OFF; expected ON")]
    [InlineData("gtid_mode", "OFF_PERMISSIVE", "node1 has gtid_mode = OFF_PERMISSIVE; expected ON")]
    [InlineData("auto_increment_increment", "1", "node1 has auto_increment_increment = 1; expected at least 2")]
    [InlineData("binlog_format", "STATEMENT", "node1 has binlog_format = STATEMENT; expected ROW")]
    public async Task A_server_with_a_setting_that_loses_rows_is_refused(string option, string value, string sentence)
    {
        await using var cluster = await Cluster.StartAsync(server, extra: [new ServerOption(option, value, "A test.", "A test.")], shape: MastersOnly);
        await using var supervisor = cluster.Supervise();

        var refused = await supervisor.UntilAsync(status => status.State == TopologyHealth.Refused, "refused");

        refused.Refusals.ShouldContain(found => found.StartsWith(sentence, StringComparison.Ordinal));
        await NothingWasDoneAsync(cluster);
    }

    [Fact]
    public async Task A_server_without_binary_log_and_gtids_is_refused_with_each_of_its_settings()
    {
        ServerOption[] off = [.. ((string[])["gtid_mode", "enforce_gtid_consistency"]).Select(name => new ServerOption(name, "OFF", "A test.", "A test.")), new("disable_log_bin", "ON", "A test.", "A test.")];
        await using var cluster = await Cluster.StartAsync(server, extra: off, shape: Alone);
        await using var supervisor = cluster.Supervise();

        var refused = await supervisor.UntilAsync(status => status.State == TopologyHealth.Refused, "refused");

        refused.Refusals.ShouldBe(
        [
            .. ((string[])["log_bin", "gtid_mode", "enforce_gtid_consistency"]).Select(setting =>
                $"node1 has {setting} = OFF; expected ON; set it in the server's configuration and restart the server."),
        ]);
        await NothingWasDoneAsync(cluster);
    }

    [Fact]
    public async Task A_replica_of_somebody_outside_the_topology_is_refused()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await cluster.ExecuteAsync("node2", "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = 9, SOURCE_USER = 'somebody', SOURCE_AUTO_POSITION = 1");
        await using var supervisor = cluster.Supervise();

        // It was never connected, so only its address tells whose it is.
        var refused = await supervisor.UntilAsync(status => status.State == TopologyHealth.Refused, "refused");

        refused.Refusals.ShouldContain(found => found.StartsWith("node2 follows 127.0.0.1:9 by the channel '', which is no node of this topology", StringComparison.Ordinal));
        (await cluster.QueryAsync("node2", "SELECT host FROM performance_schema.replication_connection_configuration")).ShouldBe(["127.0.0.1"]);
        (await cluster.QueryAsync("node1", "SELECT @@global.gtid_executed")).ShouldBe([""]);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_by_a_sentence_without_the_password()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await cluster.ExecuteAsync("node3", "SET SESSION sql_log_bin = 0; ALTER USER 'root'@'localhost' IDENTIFIED BY 'another'");
        await using var supervisor = cluster.Supervise();

        var refused = await supervisor.UntilAsync(status => status.State == TopologyHealth.Refused, "refused");

        refused.Refusals.ShouldBe([$"node3 at 127.0.0.1:{cluster.Topology.Node("node3").ReplicationPort} refused the login of 'root'; expected the account and password in ConnectionStrings:node3 to be valid there; correct them, or the server's password."]);
        (await cluster.QueryAsync("node1", "SELECT @@global.gtid_executed")).ShouldBe([""]);
    }

    [Fact]
    public async Task With_one_writer_the_other_master_takes_nothing_and_a_returning_writer_is_closed_until_it_is_opened()
    {
        await using var cluster = await Cluster.StartAsync(server, new TopologySettings { WriterMode = WriterMode.One, Writer = "node3" });
        await using (var supervisor = cluster.Supervise())
        {
            var proved = await supervisor.UntilProvedAsync();
            proved.Nodes.Select(node => (node.Name, node.ReadOnly)).ShouldBe([("node1", true), ("node2", true), ("node3", false), ("node4", true)]);
            await cluster.ExecuteAsync("node3", "CREATE DATABASE app; CREATE TABLE app.t (v INT PRIMARY KEY)");
            await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["0"]);
        }

        await cluster.Servers["node3"].KillAsync();
        await cluster.Servers["node3"].WaitUntilAnsweringAsync(Cluster.Token);
        (await cluster.QueryAsync("node3", "SELECT @@global.super_read_only")).ShouldBe(["1"]);

        await using var next = cluster.Supervise();
        await next.UntilProvedAsync();
        await cluster.ExecuteAsync("node3", "INSERT INTO app.t VALUES (1)");
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", ["1"]);
    }

    /// <summary>What concerns one server by itself needs no more of them.</summary>
    static ReplicationTopology Alone(ReplicationTopology topology) => ReplicationTopology.Create([topology.Node("node1")], [], topology.Settings);

    internal static ReplicationTopology MastersOnly(ReplicationTopology topology) => ReplicationTopology.Create(
        topology.Masters, topology.Links.Where(link => topology.Masters.Any(master => master.Name == link.Replica)), topology.Settings);

    static async Task NothingWasDoneAsync(Cluster cluster)
    {
        foreach (var node in cluster.Topology.Nodes)
        {
            (await cluster.QueryAsync(node.Name, "SHOW REPLICA STATUS")).ShouldBeEmpty();
            (await cluster.QueryAsync(node.Name, "SELECT COUNT(*) FROM mysql.user WHERE user LIKE 'dualmaster%'")).ShouldBe(["0"]);
            (await cluster.QueryAsync(node.Name, "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = 'dualmaster'")).ShouldBe(["0"]);
        }
    }
}
