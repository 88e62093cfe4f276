using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd.Families;

/// <summary>What is no server of ours is refused before anything is changed on it.</summary>
public sealed class RefusalTests
{
    // MariaDB calls itself whatever it is told to.
    [Theory]
    [InlineData("5.5.62-log", "node1 runs 5.5.62-log; expected MySQL 5.6 or later, or MariaDB 10.6 or later; upgrade the server.")]
    [InlineData("10.5.29-MariaDB", "node1 runs 10.5.29-MariaDB; expected MySQL 5.6 or later, or MariaDB 10.6 or later; upgrade the server.")]
    [InlineData("8.0.11-TiDB-v7.5.0", "node1 says that it is 8.0.11-TiDB-v7.5.0 ({0}), which only speaks like MySQL; expected a server that nothing else replicates; name another server.")]
    [InlineData("5.7.12-aurora", "node1 says that it is 5.7.12-aurora ({0}), which only speaks like MySQL; expected a server that nothing else replicates; name another server.")]
    public async Task By_the_version_that_it_says(string version, string sentence)
    {
        await using var cluster = await AloneAsync(Family.MariaDb, [new("version", version, "A test.", "A test.")]);

        await ShouldBeRefusedAsync(cluster, sentence.Replace("{0}", (await cluster.QueryAsync("node1", "SELECT @@version_comment"))[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_member_of_a_group()
    {
        await using var cluster = await AloneAsync(Family.MySql,
        [
            new("plugin_load_add", "group_replication.so", "A test.", "A test."),
            new("group_replication_group_name", "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", "A test.", "A test."),
            new("group_replication_local_address", $"127.0.0.1:{Cluster.FreePortBase()}", "A test.", "A test."),
            new("group_replication_start_on_boot", "OFF", "A test.", "A test."),
            new("group_replication_bootstrap_group", "ON", "A test.", "A test."),
        ]);
        await cluster.ExecuteAsync("node1", "START GROUP_REPLICATION");

        await ShouldBeRefusedAsync(cluster, "node1 is a member of a Group Replication group (its state is ONLINE); expected a server that nothing else replicates; take it out of the group, or name another server.");
    }

    [Fact]
    public async Task An_account_that_may_not_see_the_replication_of_MariaDB()
    {
        await using var cluster = await AloneAsync(Family.MariaDb, []);
        await cluster.ExecuteAsync("node1", "SET SESSION sql_log_bin = 0; CREATE USER 'watcher'@'localhost' IDENTIFIED BY 'secret'; GRANT SELECT, BINLOG MONITOR ON *.* TO 'watcher'@'localhost'");
        var login = new MySqlConnectionStringBuilder(cluster.Servers.ConnectionString("node1")) { UserID = "watcher", Password = "secret" };
        await using var supervisor = new RunningSupervisor(new TopologySupervisor(
            cluster.Topology, new Dictionary<string, string> { ["node1"] = login.ConnectionString }, Cluster.ReplicationPassword, TimeProvider.System, NullLogger<TopologySupervisor>.Instance));

        var refused = await supervisor.UntilAsync(status => status.State == TopologyHealth.Refused, "refused");

        refused.Refusals.ShouldBe(
            [$"node1 at 127.0.0.1:{login.Port} refused 'watcher' something (Access denied; you need (at least one of) the SUPER, SLAVE MONITOR privilege(s) for this operation); expected an account that may do it; grant it, or name another in ConnectionStrings:node1."]);
    }

    static Task<Cluster> AloneAsync(string server, IReadOnlyList<ServerOption> extra) =>
        Family.StartAsync(server, shape: topology => ReplicationTopology.Create([topology.Node("node1")], [], topology.Settings), extra: extra);

    static async Task ShouldBeRefusedAsync(Cluster cluster, string sentence)
    {
        await using var supervisor = cluster.Supervise();

        var refused = await supervisor.UntilAsync(status => status.State == TopologyHealth.Refused, "refused");

        (refused.Refusals.ShouldHaveSingleItem(), refused.Changes).ShouldBe((sentence, 0));
        (await cluster.QueryAsync("node1", "SELECT schema_name FROM information_schema.schemata WHERE schema_name = 'dualmaster'")).ShouldBeEmpty();
        (await cluster.QueryAsync("node1", "SELECT user FROM mysql.user WHERE user LIKE 'dualmaster%'")).ShouldBeEmpty();
    }
}
