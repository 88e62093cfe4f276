using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd.Copying;

/// <summary>Existing data is taken over while it is written to: every row of it, and every row that was acknowledged meanwhile, is read from each node.</summary>
public sealed class AdoptTests(ServerUnderTest server)
{
    const string Bulk = "SELECT CONCAT(id, ':', SHA2(filler, 256)) FROM app.bulk";

    [Fact]
    public async Task A_pair_that_was_wired_by_hand_by_file_and_position_with_256_MiB_and_purged_logs_is_joined_by_two_new_nodes()
    {
        await using var cluster = await Cluster.StartAsync(server);
        var position = (await cluster.QueryAsync("node1", "SHOW BINARY LOGS"))[^1];
        await cluster.ExecuteAsync("node1", "CREATE USER 'repl'@'localhost' IDENTIFIED BY 'by-hand'; GRANT REPLICATION SLAVE ON *.* TO 'repl'@'localhost'");
        await cluster.ExecuteAsync("node2",
            $"""
            CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = {cluster.Topology.Node("node1").ReplicationPort}, SOURCE_USER = 'repl', SOURCE_PASSWORD = 'by-hand',
              SOURCE_LOG_FILE = '{position}', SOURCE_LOG_POS = 4, SOURCE_AUTO_POSITION = 0, GET_SOURCE_PUBLIC_KEY = 1;
            START REPLICA;
            """);
        await FillAsync(cluster, mebibytes: 256);
        await Eventually.HoldsAsync(async () => (await cluster.QueryAsync("node2", "SELECT COUNT(*) FROM app.bulk")) is ["256"], () => "node2 does not follow");
        await cluster.PurgeLogsAsync("node1");

        await using var inserts = ContinuousInserts.On(cluster, "node1");
        await using var supervisor = cluster.Supervise();
        var progress = await CopiesUntilProvedAsync(supervisor);
        var rows = await inserts.EndAsync();

        progress.Select(copy => (copy.Node, copy.Method)).Distinct().Where(copy => copy.Method.Length > 0).ShouldBe([("node3", "clone"), ("node4", "clone")]);
        progress.Max(copy => copy.TotalBytes).ShouldNotBeNull().ShouldBeGreaterThan(256 << 20);
        progress.ShouldContain(copy => copy.SecondsLeft > 0 && copy.BytesPerSecond > 0);
        await ShouldHaveAllAsync(cluster, rows);
        (await cluster.QueryAsync("node2", "SELECT user FROM performance_schema.replication_connection_configuration WHERE auto_position = 1")).ShouldBe(["dualmaster_repl"]);
    }

    [Fact]
    public async Task A_lonely_server_whose_logs_were_purged_is_joined_by_three_new_ones()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await FillAsync(cluster, mebibytes: 8);
        await cluster.PurgeLogsAsync("node1");

        await using var inserts = ContinuousInserts.On(cluster, "node1");
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();

        await ShouldHaveAllAsync(cluster, await inserts.EndAsync());
        (await cluster.QueryAsync("node3", "SELECT COUNT(*) FROM performance_schema.replication_connection_configuration")).ShouldBe(["1"]);
        (await Task.WhenAll(cluster.Topology.Nodes.Select(node => cluster.QueryAsync(node.Name, "SELECT COUNT(*) FROM mysql.global_grants WHERE priv = 'BACKUP_ADMIN' AND user LIKE 'dualmaster%'"))))
            .ShouldAllBe(count => count[0] == "0");
    }

    [Theory]
    [InlineData("node1", "node3")]
    [InlineData("node3", "node1")]
    [InlineData("node2", "node1")]
    public async Task A_node_that_lost_its_data_is_filled_again_while_a_master_is_written_to(string lost, string written)
    {
        await using var cluster = await Cluster.StartAsync(server);
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();
        await FillAsync(cluster, mebibytes: 4);
        await cluster.ExecuteAsync(lost == "node2" ? "node1" : lost, "INSERT INTO app.t (v) VALUES ('before')");
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", ["before"]);
        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.bulk", ["4"]);
        if (lost == "node2")
            await cluster.PurgeLogsAsync("node1");

        await using var inserts = ContinuousInserts.On(cluster, written);
        await cluster.WipeAsync(lost);
        await supervisor.UntilAsync(status => status.Copies.Any(copy => copy.Node == lost), "a copy");
        await supervisor.UntilAsync(status => status.Copies.Count == 0 && status.State == TopologyHealth.Proved, "proved");

        await ShouldHaveAllAsync(cluster, ["before", .. await inserts.EndAsync()]);
        await cluster.ExecuteAsync("node1", "INSERT INTO app.t (v) VALUES ('node1 after')");
        await cluster.ExecuteAsync("node3", "INSERT INTO app.t (v) VALUES ('node3 after')");
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t WHERE v LIKE '%after'", ["node1 after", "node3 after"]);
    }

    internal static async Task FillAsync(Cluster cluster, int mebibytes)
    {
        await cluster.ExecuteAsync("node1",
            """
            CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(64) NOT NULL);
            CREATE TABLE app.bulk (id INT AUTO_INCREMENT PRIMARY KEY, filler LONGBLOB NOT NULL);
            """);
        for (var left = mebibytes; left > 0; left -= 16)
            await cluster.ExecuteAsync("node1", $"INSERT INTO app.bulk (filler) VALUES {string.Join(", ", Enumerable.Repeat("(REPEAT(RANDOM_BYTES(1024), 1024))", Math.Min(left, 16)))}");
    }

    internal static async Task ShouldHaveAllAsync(Cluster cluster, IReadOnlyCollection<string> rows)
    {
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", rows);
        await cluster.ShouldReadEverywhereAsync(Bulk, await cluster.QueryAsync("node1", Bulk));
    }

    static async Task<IReadOnlyList<CopyStatus>> CopiesUntilProvedAsync(RunningSupervisor supervisor)
    {
        var copies = new List<CopyStatus>();
        await supervisor.UntilAsync(
            status =>
            {
                lock (copies)
                    copies.AddRange(status.Copies);
                return status.State == TopologyHealth.Proved;
            },
            "proved");
        return copies;
    }
}
