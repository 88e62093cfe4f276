using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd.Families;

/// <summary>Who may write, on servers without <c>super_read_only</c>.</summary>
public sealed class WriterTests
{
    [Theory]
    [InlineData(Family.MySql56, Positioning.FilePosition)]
    [InlineData(Family.MariaDb, Positioning.Gtid)]
    public async Task With_one_writer_only_that_one_is_open_and_applications_write_nowhere_else_even_right_after_a_restart(string server, Positioning positioning)
    {
        await using var cluster = await Family.StartAsync(server, new TopologySettings { Positioning = positioning, WriterMode = WriterMode.One });
        await using (var supervisor = cluster.Supervise())
        {
            var proved = await supervisor.UntilProvedAsync();
            proved.Nodes.Select(node => $"{node.Name} {node.ReadOnly}").ShouldBe(["node1 False", "node2 True", "node3 True", "node4 True"]);
            await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (v INT PRIMARY KEY); GRANT INSERT ON app.* TO 'app'@'localhost' IDENTIFIED BY 'secret'");
            await cluster.ShouldReadEverywhereAsync("SELECT user FROM mysql.user WHERE user = 'app'", ["app"]);
            var rounds = 0;
            await supervisor.UntilAsync(status => status.State != TopologyHealth.Proved || ++rounds > 3, "some rounds");
            supervisor.Status.State.ShouldBe(TopologyHealth.Proved, string.Join("; ", supervisor.Status.Reasons));
        }

        foreach (var node in (string[])["node2", "node3"])
            await ShouldRefuseAsync(node);
        await cluster.Servers["node2"].StopAsync();
        await cluster.Servers["node2"].StartAsync(Cluster.Token);
        await ShouldRefuseAsync("node2");

        async Task ShouldRefuseAsync(string node)
        {
            await using var connection = new MySqlConnection(new MySqlConnectionStringBuilder(cluster.Servers.ConnectionString(node)) { UserID = "app", Password = "secret", Pooling = false }.ConnectionString);
            await connection.OpenAsync(Cluster.Token);
            await using var insert = new MySqlCommand("INSERT INTO app.t VALUES (1)", connection);
            (await Should.ThrowAsync<MySqlException>(() => insert.ExecuteNonQueryAsync(Cluster.Token))).ErrorCode.ShouldBe(MySqlErrorCode.OptionPreventsStatement);
        }
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
