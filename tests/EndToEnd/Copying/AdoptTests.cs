using DualMaster.Replication.Servers;
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
    public async Task A_lonely_server_with_purged_logs_and_without_the_clone_plugin_is_joined_by_way_of_dumps()
    {
        await using var cluster = await Cluster.StartAsync(server, extra: [WithoutClone]);
        await FillAsync(cluster, mebibytes: 8);
        await cluster.ExecuteAsync("node1",
            """
            CREATE VIEW app.v AS SELECT COUNT(*) AS rows_of_t FROM app.t;
            CREATE USER 'app'@'localhost' IDENTIFIED BY 'secret of an application'; GRANT SELECT ON app.* TO 'app'@'localhost';
            CREATE ROLE reader; GRANT SELECT ON app.v TO reader; GRANT reader TO 'app'@'localhost'; GRANT BACKUP_ADMIN ON *.* TO 'app'@'localhost';
            CREATE USER 'leaving'@'localhost' IDENTIFIED BY 'x';
            CREATE TABLE mysql.somebodys AS SELECT 'kept' AS v;
            """);
        await cluster.ExecuteAsync("node3", "SET SESSION sql_log_bin = 0; CREATE USER 'stray'@'localhost' IDENTIFIED BY 'x'; CREATE USER 'app'@'localhost'; GRANT ALL ON app.* TO 'app'@'localhost'; GRANT CLONE_ADMIN ON *.* TO 'app'@'localhost'");
        // By itself: of one that was sent together with others mysqldump prints the semicolon too, and no client can load that.
        await cluster.ExecuteAsync("node1", "CREATE TRIGGER app.trimmed BEFORE INSERT ON app.t FOR EACH ROW SET NEW.v = TRIM(NEW.v)");
        await cluster.PurgeLogsAsync("node1");

        await using var inserts = ContinuousInserts.On(cluster, "node1");
        await using var supervisor = cluster.Supervise();
        // Comes over the link to a node that has the account by its copy, which must not have taken it out already.
        await supervisor.UntilAsync(status => status.Copies.Any(copy => copy.Bytes > 0), "a copy under way");
        await cluster.ExecuteAsync("node1", "DROP USER 'leaving'@'localhost'");
        var progress = await CopiesUntilProvedAsync(supervisor);
        var rows = await inserts.EndAsync();

        progress.Select(copy => copy.Method).Where(method => method.Length > 0).Distinct().ShouldBe(["dump"]);
        await ShouldHaveAllAsync(cluster, rows);
        await cluster.ShouldReadEverywhereAsync("SELECT rows_of_t FROM app.v", [$"{rows.Count}"]);
        await cluster.ShouldReadEverywhereAsync("SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = 'app'", ["trimmed"]);
        foreach (var table in (string[])["user", "db", "tables_priv", "global_grants", "role_edges"])
        {
            var columns = await cluster.QueryAsync("node1", $"SELECT CONCAT('`', column_name, '`') FROM information_schema.columns WHERE table_schema = 'mysql' AND table_name = '{table}'");
            var read = $"SELECT CONCAT_WS('|', {string.Join(", ", columns)}) FROM mysql.{table}";
            await cluster.ShouldReadEverywhereAsync(read, await cluster.QueryAsync("node1", read));
        }

        await cluster.ShouldReadEverywhereAsync("SELECT user FROM mysql.user WHERE user IN ('leaving', 'stray')", []);
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM mysql.somebodys", ["kept"]);
        // A server that is killed between the two would never start again.
        await cluster.ShouldReadEverywhereAsync("SELECT table_name FROM information_schema.tables WHERE table_schema = 'mysql' AND table_name <> 'somebodys' AND create_time >= (SELECT MIN(create_time) FROM information_schema.tables WHERE table_schema IN ('app', 'dualmaster'))", []);
        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'dualmaster' AND table_name = 'copying'", ["0"]);
    }

    [Fact]
    public Task A_master_that_lost_its_data_is_filled_again_while_the_other_one_is_written_to() => LoseAsync(("node1", "node3"));

    [Fact]
    [Trait("Length", "Long")]
    public Task One_node_after_the_other_may_lose_its_data_while_another_is_written_to() => LoseAsync(("node1", "node3"), ("node3", "node1"), ("node2", "node1"));

    async Task LoseAsync(params (string Lost, string Writer)[] stories)
    {
        await using var cluster = await Cluster.StartAsync(server);
        await LoseAsync(cluster, stories);

        // A clone brings along what the donor had at that time: its channels, and what the copy was allowed to do.
        foreach (var node in cluster.Topology.Nodes)
        {
            (await cluster.QueryAsync(node.Name, "SELECT COUNT(*) FROM performance_schema.replication_connection_configuration")).ShouldBe(["1"]);
            (await cluster.QueryAsync(node.Name, "SELECT COUNT(*) FROM mysql.global_grants WHERE priv = 'BACKUP_ADMIN' AND user LIKE 'dualmaster%'")).ShouldBe(["0"]);
        }
    }

    /// <summary>Empties one node after the other while another is written to: nothing is missing afterwards.</summary>
    internal static async Task LoseAsync(Cluster cluster, params IEnumerable<(string Lost, string Writer)> stories)
    {
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();
        await FillAsync(cluster, mebibytes: 4);
        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.bulk", ["4"]);
        var rows = new List<string>();

        foreach (var (lost, writer) in stories)
        {
            // What only the lost node ever committed comes back too.
            if (lost != "node2")
                await InsertAsync(lost, $"{lost} before");
            if (lost == "node2")
                await cluster.PurgeLogsAsync("node1");
            await using var inserts = ContinuousInserts.On(cluster, writer);
            await cluster.WipeAsync(lost);
            await supervisor.UntilAsync(status => status.Copies.Any(copy => copy.Node == lost), $"a copy to {lost}");
            await supervisor.UntilAsync(status => status is { Copies.Count: 0, State: TopologyHealth.Proved }, "proved");
            rows.AddRange(await inserts.EndAsync());
            await InsertAsync("node1", $"node1 after {lost}");
            await InsertAsync("node3", $"node3 after {lost}");
            await ShouldHaveAllAsync(cluster, rows);
        }

        async Task InsertAsync(string node, string row)
        {
            await cluster.ExecuteAsync(node, $"INSERT INTO app.t (v) VALUES ('{row}')");
            rows.Add(row);
            await cluster.ShouldReadEverywhereAsync($"SELECT v FROM app.t WHERE v = '{row}'", [row]);
        }
    }

    /// <summary>A server finds no plugin there; those that it needs are built in.</summary>
    internal static ServerOption WithoutClone { get; } = new("plugin_dir", "/nonexistent", "A test.", "A test.");

    internal static async Task FillAsync(Cluster cluster, int mebibytes)
    {
        await cluster.ExecuteAsync("node1",
            """
            CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(64) NOT NULL);
            CREATE TABLE app.bulk (id INT AUTO_INCREMENT PRIMARY KEY, filler LONGBLOB NOT NULL);
            """);
        for (var left = mebibytes; left > 0; left -= 16)
            await cluster.ExecuteAsync("node1", $"INSERT INTO app.bulk (filler) VALUES {string.Join(", ", Enumerable.Repeat("(REPEAT(RANDOM_BYTES(1024), 1024))", Math.Min(left, 16)))}");
        // Its size is known by itself only after some seconds.
        await cluster.ExecuteAsync("node1", "ANALYZE NO_WRITE_TO_BINLOG TABLE app.bulk");
    }

    internal static async Task ShouldHaveAllAsync(Cluster cluster, IReadOnlyCollection<string> rows)
    {
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", rows);
        await cluster.ShouldReadEverywhereAsync(Bulk, await cluster.QueryAsync("node1", Bulk));
    }

    internal static async Task<IReadOnlyList<CopyStatus>> CopiesUntilProvedAsync(RunningSupervisor supervisor)
    {
        var copies = new List<CopyStatus>();
        await supervisor.UntilAsync(
            status =>
            {
                lock (copies)
                    copies.AddRange(status.Copies);
                return status.State == TopologyHealth.Proved;
            },
            "proved", TimeSpan.FromMinutes(4));
        return copies;
    }
}
