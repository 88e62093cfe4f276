using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>A replica whose master is dead goes on receiving from the other one, and goes home when its own is back: no row is lost on either way.</summary>
public sealed class RehomingTests(ServerUnderTest server)
{
    [Fact]
    public async Task Node2_goes_on_receiving_from_node3_while_node1_is_dead_and_goes_home_after()
    {
        await using var cluster = await Cluster.StartAsync(server, new TopologySettings { RehomeAfter = TimeSpan.FromSeconds(5) });
        var acknowledged = new List<string>();
        await using (var wiring = cluster.Supervise())
        {
            await wiring.UntilProvedAsync();
            await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (v VARCHAR(32) PRIMARY KEY)");
            await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["0"]);
            // What only node2 has received when node1 dies: it is then ahead of its new source.
            await cluster.OrderAsync("node1", "node3", paused: true);
            await wiring.UntilAsync(status => status.Links.Any(link => link is { Source: "node1", Replica: "node3", Io: "stopped", Sql: "stopped" }), "node1 → node3 paused");
            await WriteAsync("node1", "ahead");
            await Eventually.HoldsAsync(async () => await cluster.QueryAsync("node2", "SELECT v FROM app.t") is ["ahead"], () => "node2 has not received the row");
        }

        var node1 = cluster.Servers["node1"];
        node1.RestartOnCrash = false;
        await node1.KillAsync();
        await cluster.ExecuteAsync("node3", "INSERT INTO dualmaster.desired_link VALUES (@@server_id, 'node1', 'node3', FALSE, UTC_TIMESTAMP(6))");
        (await cluster.QueryAsync("node3", "SELECT v FROM app.t")).ShouldBeEmpty();

        await using (var off = cluster.Supervise(Never(cluster.Topology)))
        {
            var told = await off.UntilAsync(status => status.Decisions.Count > 0, "a decision");
            told.Decisions.ShouldHaveSingleItem().Finding.ShouldBe("node1 has been gone for longer than 00:00:05, and node2 could follow node3; it is not mended, because Topology:Repairs:Rehome is false.");
            (await off.RoundsAsync(atLeast: 3)).ShouldAllBe(status => status.Decisions.Count == 1);
            (await PortOfNode2Async(cluster)).ShouldBe($"{cluster.Topology.Node("node1").ReplicationPort}");
        }

        await using var supervisor = cluster.Supervise();
        await supervisor.UntilAsync(status => status.Notes.Contains("node2 follows node3 instead of node1."), "node2 to follow node3");
        await WriteAsync("node3", "while node1 is dead");
        await Eventually.HoldsAsync(
            async () => (await cluster.QueryAsync("node2", "SELECT v FROM app.t ORDER BY v")).SequenceEqual(["ahead", "while node1 is dead"]),
            () => "node2 does not receive from node3");

        await node1.StartAsync(Cluster.Token);
        await WriteAsync("node1", "after node1 is back");
        var home = await supervisor.UntilProvedAsync();

        home.Notes.ShouldBeEmpty();
        (await PortOfNode2Async(cluster)).ShouldBe($"{cluster.Topology.Node("node1").ReplicationPort}");
        await WriteAsync("node1", "home");
        await WriteAsync("node3", "from node3 when home");
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", acknowledged);

        async Task WriteAsync(string node, string row)
        {
            await cluster.ExecuteAsync(node, $"INSERT INTO app.t VALUES ('{row}')");
            acknowledged.Add(row);
        }
    }

    /// <summary>The copy is of node3, because only that has all that node1 had; node1's logs begin with it, and node2 has not got as far.</summary>
    [Fact]
    public async Task What_node2_lacks_when_node1_was_lost_and_copied_from_node3_comes_from_node3()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();
        await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (v VARCHAR(32) PRIMARY KEY)");
        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["0"]);
        await cluster.OrderAsync("node1", "node2", paused: true);
        await supervisor.UntilAsync(status => status.Links.Any(link => link is { Source: "node1", Replica: "node2", Io: "stopped", Sql: "stopped" }), "node1 → node2 paused");
        await cluster.ExecuteAsync("node1", "INSERT INTO app.t VALUES ('late')");
        await Eventually.HoldsAsync(async () => await cluster.QueryAsync("node3", "SELECT v FROM app.t") is ["late"], () => "node3 has not received the row");

        await cluster.WipeAsync("node1");
        await cluster.ExecuteAsync("node3", "INSERT INTO dualmaster.desired_link VALUES (@@server_id, 'node1', 'node2', FALSE, UTC_TIMESTAMP(6))");
        await supervisor.UntilAsync(status => status.Copies.Any(copy => copy is { Node: "node1", Donor: "node3" }), "a copy of node3 to node1");
        await supervisor.UntilAsync(status => status.Notes.Contains("node2 follows node3 instead of node1."), "node2 to follow node3");
        var home = await supervisor.UntilProvedAsync();

        home.Notes.ShouldBeEmpty();
        await cluster.ExecuteAsync("node1", "INSERT INTO app.t VALUES ('home')");
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", ["late", "home"]);
    }

    static async Task<string> PortOfNode2Async(Cluster cluster) =>
        (await cluster.QueryAsync("node2", "SELECT port FROM performance_schema.replication_connection_configuration")).ShouldHaveSingleItem();

    static ReplicationTopology Never(ReplicationTopology topology) =>
        ReplicationTopology.Create(topology.Nodes, topology.Links, topology.Settings with { Repairs = new RepairSettings { Rehome = false } });
}
