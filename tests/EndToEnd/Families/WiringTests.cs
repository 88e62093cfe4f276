using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd.Families;

/// <summary>The same topology on every server that can be had, by GTIDs and by file and position. A class each, so that they run side by side.</summary>
/// <param name="server">The server.</param>
public abstract class WiringTests(string server)
{
    [Theory, InlineData(Positioning.Gtid), InlineData(Positioning.FilePosition)]
    public async Task Rows_of_each_master_reach_every_node_and_neither_a_second_run_nor_other_ports_lose_or_double_one(Positioning positioning)
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
        await Task.WhenAll(cluster.Servers.All.Select(node => node.StopAsync()));
        await cluster.Servers.StartAsync(Cluster.Token);
        await using (var second = cluster.Supervise())
        {
            var again = await second.UntilProvedAsync();
            (again.Changes, again.Refusals.Count, again.Decisions.Count).ShouldBe((0, 0, 0));
            again.Links.ShouldAllBe(link => link.LastError == null);
            await cluster.ExecuteAsync("node3", "INSERT INTO app.t (v) VALUES ('later')");
            await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t WHERE v = 'later'", ["later"]);
        }

        await using var moved = await cluster.MoveAsync();
        await moved.ExecuteAsync("node1", "INSERT INTO app.t (v) VALUES ('moved')");
        await using var third = moved.Supervise();
        var corrected = await third.UntilProvedAsync();
        // Where a channel runs it is stopped first, to read its position.
        corrected.Changes.ShouldBe(positioning == Positioning.Gtid ? 8 : 12);
        await moved.ShouldReadEverywhereAsync("SELECT v FROM app.t", [.. Rows("node1"), .. Rows("node3"), "later", "moved"]);

        Task Insert(string node) => cluster.ExecuteAsync(node, $"INSERT INTO app.t (v) VALUES {string.Join(", ", Rows(node).Select(row => $"('{row}')"))}");
        IEnumerable<string> Rows(string node) => Enumerable.Range(0, 50).Select(number => $"{node}/{number}");
    }

    /// <summary>All wirings on the server that the rest of the suite runs on.</summary>
    public sealed class OnMySql() : WiringTests(Family.MySql);

    /// <inheritdoc cref="OnMySql"/>
    public sealed class OnMySql56() : WiringTests(Family.MySql56);

    /// <inheritdoc cref="OnMySql"/>
    public sealed class OnMariaDb() : WiringTests(Family.MariaDb);
}
