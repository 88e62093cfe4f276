using System.Globalization;
using DualMaster.ProcessHost;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>Crashes under load. What counts is a row that was acknowledged, written down outside MySQL, and read from each node.</summary>
public sealed class CrashTests(ServerUnderTest server)
{
    [Fact]
    public Task A_killed_node_comes_back_by_itself_is_proved_again_and_no_acknowledged_row_is_missing_anywhere() => KillEachAsync(server.Installation, new TopologySettings(), times: 1);

    [Fact]
    [Trait("Length", "Long")]
    public Task Each_node_may_be_killed_ten_times_over_and_no_acknowledged_row_is_missing_anywhere() => KillEachAsync(server.Installation, new TopologySettings(), times: 10);

    [Fact]
    public async Task All_nodes_killed_at_once_come_back_wired_and_nothing_is_changed()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();
        await cluster.ExecuteAsync("node3", "CREATE DATABASE app; CREATE TABLE app.t (v INT PRIMARY KEY)");
        await cluster.ExecuteAsync("node3", "INSERT INTO app.t VALUES (1), (2), (3)");

        await Task.WhenAll(cluster.Servers.All.Select(node => node.KillAsync()));
        await supervisor.UntilAsync(status => status.State == TopologyHealth.Degraded, "degraded");
        await supervisor.UntilProvedAsync();

        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", ["1", "2", "3"]);
    }

    internal static async Task KillEachAsync(ServerInstallation installation, TopologySettings settings, int times)
    {
        await using var cluster = await Cluster.StartAsync(installation, settings);
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();
        await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(32) UNIQUE)");
        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["0"]);

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cluster.Token);
        var writers = new[] { WriteAsync(cluster, "node1", enough.Token), WriteAsync(cluster, "node3", enough.Token) };
        foreach (var node in Enumerable.Repeat(cluster.Topology.Nodes, times).SelectMany(nodes => nodes))
        {
            await cluster.Servers[node.Name].KillAsync();
            await supervisor.UntilAsync(status => status.State == TopologyHealth.Degraded, $"degraded without {node.Name}");
            await supervisor.UntilProvedAsync();
        }

        await enough.CancelAsync();
        var acknowledged = (await Task.WhenAll(writers)).SelectMany(rows => rows).ToHashSet(StringComparer.Ordinal);

        acknowledged.Count.ShouldBeGreaterThan(100);
        foreach (var node in cluster.Topology.Nodes)
        {
            IReadOnlyList<string> missing = [];
            await Eventually.HoldsAsync(
                async () => (missing = [.. acknowledged.Except(await cluster.QueryAsync(node.Name, "SELECT v FROM app.t"))]).Count == 0,
                () => $"{node.Name} lacks {missing.Count} acknowledged rows: {string.Join(", ", missing.Take(20))}");
        }
    }

    /// <summary>Inserts until it is told to stop, over every interruption.</summary>
    /// <returns>The rows that the server acknowledged.</returns>
    static async Task<IReadOnlyList<string>> WriteAsync(Cluster cluster, string node, CancellationToken enough)
    {
        var acknowledged = new List<string>();
        MySqlConnection? connection = null;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var row = string.Create(CultureInfo.InvariantCulture, $"{node}/{number}");
            try
            {
                connection ??= await cluster.OpenAsync(node);
                await using var insert = new MySqlCommand($"INSERT INTO app.t (v) VALUES ('{row}')", connection);
                await insert.ExecuteNonQueryAsync(Cluster.Token);
                acknowledged.Add(row);
                await pace.WaitForNextTickAsync(Cluster.Token);
            }
            catch (MySqlException) when (connection?.State != System.Data.ConnectionState.Open)
            {
                // Not acknowledged: it may be there or not.
                connection = null;
            }
        }

        if (connection is not null)
            await connection.DisposeAsync();
        return acknowledged;
    }
}
