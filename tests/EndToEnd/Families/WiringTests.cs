using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd.Families;

/// <summary>The same topology on every server that can be had, by GTIDs and by file and position.</summary>
public sealed class WiringTests
{
    public static TheoryData<string, Positioning> All => Family.All;

    public static TheoryData<string> Others => Family.Others;

    [Theory, MemberData(nameof(All))]
    public async Task Rows_of_each_master_are_read_on_every_node_and_a_second_run_changes_nothing(string server, Positioning positioning)
    {
        await using var cluster = await Family.StartAsync(server, new TopologySettings { Positioning = positioning });
        await using (var first = cluster.Supervise())
        {
            (await first.UntilProvedAsync()).Changes.ShouldBeGreaterThan(10);
            await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(32))");
            await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["0"]);
            await Task.WhenAll(Insert("node1"), Insert("node3"));
            await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", [.. Rows("node1"), .. Rows("node3")]);
        }

        // A server forgets with a restart what it does not write down.
        foreach (var node in cluster.Servers.All)
            await node.StopAsync();
        await cluster.Servers.StartAsync(Cluster.Token);
        await using var second = cluster.Supervise();

        var again = await second.UntilProvedAsync();

        (again.Changes, again.Refusals.Count, again.Decisions.Count).ShouldBe((0, 0, 0));
        again.Links.ShouldAllBe(link => link.LagSeconds < 2 && link.LastError == null);
        await cluster.ExecuteAsync("node3", "INSERT INTO app.t (v) VALUES ('later')");
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t WHERE v = 'later'", ["later"]);

        Task Insert(string node) => cluster.ExecuteAsync(node, $"INSERT INTO app.t (v) VALUES {string.Join(", ", Rows(node).Select(row => $"('{row}')"))}");
        IEnumerable<string> Rows(string node) => Enumerable.Range(0, 50).Select(number => $"{node}/{number}");
    }

    [Theory, MemberData(nameof(All))]
    public async Task Links_follow_their_sources_to_other_ports_without_a_row_twice_or_missing(string server, Positioning positioning)
    {
        await using var cluster = await Family.StartAsync(server, new TopologySettings { Positioning = positioning });
        await using (var first = cluster.Supervise())
            await first.UntilProvedAsync();
        await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (v INT PRIMARY KEY); INSERT INTO app.t VALUES (1)");

        await using var moved = await cluster.MoveAsync();
        await moved.ExecuteAsync("node1", "INSERT INTO app.t VALUES (2)");
        await using var second = moved.Supervise();
        var proved = await second.UntilProvedAsync();

        // Where a channel runs it is stopped first, to read its position.
        proved.Changes.ShouldBe(positioning == Positioning.Gtid ? 8 : 12);
        await moved.ShouldReadEverywhereAsync("SELECT v FROM app.t", ["1", "2"]);
    }

    [Theory, MemberData(nameof(Others))]
    public async Task Applications_cannot_write_on_a_replica_even_right_after_it_restarted(string server)
    {
        await using var cluster = await Family.StartAsync(server);
        await using (var supervisor = cluster.Supervise())
        {
            await supervisor.UntilProvedAsync();
            await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (v INT PRIMARY KEY); GRANT INSERT ON app.* TO app@localhost IDENTIFIED BY 'secret'");
            await cluster.ShouldReadEverywhereAsync("SELECT user FROM mysql.user WHERE user = 'app'", ["app"]);
        }

        await ShouldRefuseAsync();
        await cluster.Servers["node2"].StopAsync();
        await cluster.Servers["node2"].StartAsync(Cluster.Token);
        await ShouldRefuseAsync();

        async Task ShouldRefuseAsync()
        {
            await using var connection = new MySqlConnection(new MySqlConnectionStringBuilder(cluster.Servers.ConnectionString("node2")) { UserID = "app", Password = "secret", Pooling = false }.ConnectionString);
            await connection.OpenAsync(Cluster.Token);
            await using var insert = new MySqlCommand("INSERT INTO app.t VALUES (1)", connection);
            (await Should.ThrowAsync<MySqlException>(() => insert.ExecuteNonQueryAsync(Cluster.Token))).ErrorCode.ShouldBe(MySqlErrorCode.OptionPreventsStatement);
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task With_one_writer_only_that_one_is_open_and_it_stays_proved(string server, Positioning positioning)
    {
        await using var cluster = await Family.StartAsync(server, new TopologySettings { Positioning = positioning, WriterMode = WriterMode.One });
        await using var supervisor = cluster.Supervise();

        var proved = await supervisor.UntilProvedAsync();

        proved.Nodes.Select(node => $"{node.Name} {node.ReadOnly}").ShouldBe(["node1 False", "node2 True", "node3 True", "node4 True"]);
        var rounds = 0;
        await supervisor.UntilAsync(status => status.State != TopologyHealth.Proved || ++rounds > 5, "some rounds");
        supervisor.Status.State.ShouldBe(TopologyHealth.Proved, string.Join("; ", supervisor.Status.Reasons));
    }

    [Fact]
    public async Task Three_masters_that_each_follow_the_two_others_share_their_rows_on_MariaDB_too()
    {
        await using var cluster = await Family.StartAsync(Family.MariaDb, shape: FaultTests.ThreeMasters);
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();

        await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(8))");
        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["0"]);
        await Task.WhenAll(cluster.Topology.Nodes.Select(node => cluster.ExecuteAsync(node.Name, $"INSERT INTO app.t (v) VALUES ('{node.Name}')")));

        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", ["node1", "node3", "node5"]);
    }
}
