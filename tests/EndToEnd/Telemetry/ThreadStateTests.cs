using System.Collections.Concurrent;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.Logging.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>Each state of a thread, made on real servers: shown within two seconds with its error and its remedy, and recorded once.</summary>
[Collection(nameof(Undisturbed))]
public sealed class ThreadStateTests(ServerUnderTest server)
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Every_state_is_shown_within_two_seconds_and_recorded_once()
    {
        // Long enough that nothing is mended while it is looked at.
        await using var cluster = await Cluster.StartAsync(server, new TopologySettings { Grace = TimeSpan.FromSeconds(30) });
        var records = new FakeLogger<TopologySupervisor>();
        await using var supervisor = cluster.Supervise(records);

        var notConfigured = await supervisor.UntilAsync(status => status.Links.All(link => link.Receiver.State == "notConfigured"), "not configured");
        notConfigured.Links[0].Receiver.Remedy.ShouldBe("it is laid by itself as soon as every master answers and nothing is refused");
        await supervisor.UntilProvedAsync();
        Shown(supervisor.Status, "node1", "node2").ShouldBe((("running", null, null), ("running", null, null)));
        records.Collector.GetSnapshot().Count(record => record.Id.Id == 40).ShouldBe(8);

        // Paused.
        await cluster.OrderAsync("node1", "node2", paused: true);
        var paused = await SoonAsync(supervisor, status => Link(status, "node1", "node2") is { Receiver.State: "paused", Applier.State: "paused" }, "paused");
        Link(paused, "node1", "node2").ShouldSatisfyAllConditions(
            link => (link.Io, link.Sql).ShouldBe(("stopped", "stopped")),
            link => link.Applier.Remedy.ShouldBe("POST /links/node1/node2/resume lets it run again"));
        await cluster.OrderAsync("node1", "node2", paused: false);
        await cluster.ExecuteAsync("node2", "START REPLICA");
        await supervisor.UntilProvedAsync();

        // Stopped by hand.
        await cluster.ExecuteAsync("node2", "STOP REPLICA IO_THREAD");
        var stopped = await SoonAsync(supervisor, status => Link(status, "node1", "node2").Receiver.State == "stopped", "stopped");
        Shown(stopped, "node1", "node2").ShouldBe((("stopped", null, null), ("running", null, null)));
        Link(stopped, "node1", "node2").Receiver.Remedy.ShouldBe("it is started again by itself after 30 s");
        await cluster.ExecuteAsync("node2", "START REPLICA IO_THREAD");
        await supervisor.UntilProvedAsync();

        // Stopped by an error, with the transaction that could not be applied.
        await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (id INT PRIMARY KEY)");
        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["0"]);
        await cluster.ExecuteAsync("node2", "SET GLOBAL super_read_only = OFF; SET SESSION sql_log_bin = 0; INSERT INTO app.t VALUES (7); SET GLOBAL super_read_only = ON");
        await using (var writer = await cluster.OpenAsync("node1"))
        {
            await using var insert = new MySqlConnector.MySqlCommand("SET SESSION session_track_gtids = OWN_GTID; INSERT INTO app.t VALUES (7)", writer);
            await insert.ExecuteNonQueryAsync(Cluster.Token);
        }

        var failed = await SoonAsync(supervisor, status => Link(status, "node1", "node2").Applier.ErrorNumber == 1062, "error 1062");
        var applier = Link(failed, "node1", "node2").Applier;
        applier.State.ShouldBe("stopped");
        applier.ErrorText.ShouldNotBeNull().ShouldContain("Duplicate entry '7' for key 't.PRIMARY'");
        var uuid = (await cluster.QueryAsync("node1", "SELECT @@server_uuid"))[0];
        applier.Transaction.ShouldNotBeNull().ShouldStartWith($"{uuid}:");
        applier.Remedy.ShouldBe("find the row that the error names, make it the same on both nodes, then POST /links/node1/node2/restart");
        failed.Reasons.ShouldContain(reason => reason.EndsWith($"; transaction {applier.Transaction})", StringComparison.Ordinal));
        HealthText.Of(failed).ShouldContain($"To do: node1 → node2: {applier.Remedy}");
        await cluster.ExecuteAsync("node2", "SET GLOBAL super_read_only = OFF; SET SESSION sql_log_bin = 0; DELETE FROM app.t; SET GLOBAL super_read_only = ON; START REPLICA SQL_THREAD");
        await supervisor.UntilProvedAsync();

        // Connecting, and unreachable: a node that is gone.
        cluster.Servers["node1"].RestartOnCrash = false;
        await cluster.Servers["node1"].KillAsync();
        var gone = await SoonAsync(supervisor, status => Link(status, "node1", "node2").Receiver is { State: "connecting", ErrorNumber: 2003 or 2013 } && Link(status, "node3", "node1").Receiver.State == "unreachable", "connecting and unreachable");
        Link(gone, "node1", "node2").ShouldSatisfyAllConditions(
            link => link.Receiver.Remedy.ShouldBe("it is tried again by itself; start the source, or open the way to it"),
            link => link.LagSeconds.ShouldBeNull(),
            link => link.Lags[0].Unknown.ShouldNotBeNull().ShouldStartWith("node1 does not answer; its last beat here is "));
        Link(gone, "node3", "node1").ShouldSatisfyAllConditions(
            link => (link.Io, link.Sql, link.Applier.State).ShouldBe(("unreachable", "unreachable", "unreachable")),
            link => link.Receiver.Remedy.ShouldBe("start node1, or open the way to it"));

        records.Collector.GetSnapshot().Where(record => record.Id.Id is 41 or 42).Select(record => record.Message.Split(';')[0].Split(" (transaction")[0].Split(" with error")[0]).Distinct().ShouldBe(
        [
            "node1 → node2: the receiver is paused", "node1 → node2: the applier is paused", "node1 → node2: the receiver is stopped",
            "node1 → node2: the applier is stopped", "node1 → node2: the receiver is connecting", "node1 → node3: the receiver is connecting",
            "node3 → node1: the receiver is unreachable", "node3 → node1: the applier is unreachable",
        ], ignoreOrder: true);
    }

    /// <summary>The states were made when this is called.</summary>
    static Task<TopologyStatus> SoonAsync(RunningSupervisor supervisor, Func<TopologyStatus, bool> expected, string what) => supervisor.UntilAsync(expected, what, Soon);

    static ((string, int?, string?) Receiver, (string, int?, string?) Applier) Shown(TopologyStatus status, string source, string replica) =>
        (Shown(Link(status, source, replica).Receiver), Shown(Link(status, source, replica).Applier));

    static (string, int?, string?) Shown(ThreadStatus thread) => (thread.State, thread.ErrorNumber, thread.Transaction);

    static LinkStatus Link(TopologyStatus status, string source, string replica) =>
        status.Links.Single(link => link.Source == source && link.Replica == replica);
}
