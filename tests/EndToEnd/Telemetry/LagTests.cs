using System.Diagnostics;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>What is reported as lag, against delays that are known.</summary>
[Collection(nameof(Undisturbed))]
public sealed class LagTests(ServerUnderTest server)
{
    /// <summary>Nothing can be known more exactly than by one beat, and nothing is newer than the last round.</summary>
    static readonly TimeSpan Tolerance = new TopologySettings().BeatInterval + new TopologySettings().RoundInterval;

    [Fact]
    public async Task Reported_lag_differs_from_the_true_one_by_less_than_a_beat_and_a_round()
    {
        await using var cluster = await Cluster.StartAsync(server, shape: topology => ReplicationTopology.Create(
            topology.Nodes, topology.Links.Select(link => link with { Delay = Delay(link) }), topology.Settings));
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();
        await using var blocker = await cluster.OpenAsync("node2");
        await using var block = new MySqlCommand("FLUSH TABLES WITH READ LOCK", blocker);
        await block.ExecuteNonQueryAsync(Cluster.Token);
        var blocked = Stopwatch.StartNew();

        var seen = 0;
        var wrong = new List<string>();
        await supervisor.UntilAsync(
            status =>
            {
                // The link that is blocked has no delay: how long it has been blocked is how far it is behind.
                Compare(status, "node1", "node2", "node1", blocked.Elapsed);
                Compare(status, "node3", "node1", "node3", Delay(Link(status, "node3", "node1")));
                Compare(status, "node1", "node3", "node1", Delay(Link(status, "node1", "node3")));
                Compare(status, "node3", "node4", "node3", Delay(Link(status, "node3", "node4")));
                // A delayed link after a delayed link: each server waits for whole seconds, so the truth may be a second more for each.
                Compare(status, "node3", "node4", "node1", Delay(Link(status, "node1", "node3")) + Delay(Link(status, "node3", "node4")) + TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
                return ++seen > 25;
            },
            "twenty-five rounds");

        wrong.ShouldBeEmpty();
        var blockedLink = Link(supervisor.Status, "node1", "node2");
        (blockedLink.Io, blockedLink.Sql, blockedLink.Delivers).ShouldBe(("running", "running", false));
        // Of the last transaction, which may have come from either origin.
        Link(supervisor.Status, "node3", "node4").CommitLagSeconds.ShouldNotBeNull().ShouldBeInRange(30, 33 + Tolerance.TotalSeconds);
        supervisor.Status.Reasons.ShouldContain(reason => reason.EndsWith(": node1 writes them, but node1 → node2 does not pass them on", StringComparison.Ordinal));

        void Compare(TopologyStatus status, string source, string replica, string origin, TimeSpan truth, TimeSpan uncertainty = default)
        {
            var lag = Link(status, source, replica).Lags.Single(lag => lag.Origin == origin);
            if (lag.Seconds is not { } reported || Math.Abs(reported - truth.TotalSeconds) > (Tolerance + uncertainty).TotalSeconds)
                wrong.Add(FormattableString.Invariant($"{source} → {replica} behind {origin}: reported {lag.Seconds}, true {truth.TotalSeconds}; {lag.Unknown}"));
        }
    }

    [Fact]
    public async Task With_beats_off_it_is_proved_by_beats_and_stays_so_without_lag_is_unknown_and_what_stops_arriving_ends_it()
    {
        await using var cluster = await Cluster.StartAsync(server, new TopologySettings { BeatInterval = TimeSpan.Zero, BeatPatience = TimeSpan.FromSeconds(2) });
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();
        await supervisor.UntilAsync(status => status.Links.All(link => link.LagSeconds is null), "every lag unknown");
        var written = await cluster.QueryAsync("node1", "SELECT @@global.gtid_executed");
        var rounds = 0;
        await supervisor.UntilAsync(status => ++rounds > 5 || status.State != TopologyHealth.Proved, "five rounds");

        (supervisor.Status.State, string.Join("; ", supervisor.Status.Reasons)).ShouldBe((TopologyHealth.Proved, ""));
        supervisor.Status.Links.SelectMany(link => link.Lags).ShouldAllBe(lag => lag.Seconds == null && lag.Unknown!.Contains("writes no beats"));
        (await cluster.QueryAsync("node1", "SELECT @@global.gtid_executed")).ShouldBe(written);

        await using var blocker = await cluster.OpenAsync("node2");
        await using var block = new MySqlCommand("FLUSH TABLES WITH READ LOCK", blocker);
        await block.ExecuteNonQueryAsync(Cluster.Token);
        await cluster.ExecuteAsync("node1", "CREATE DATABASE app");
        var lost = await supervisor.UntilAsync(status => status.State == TopologyHealth.Degraded, "degraded", TimeSpan.FromSeconds(30));
        lost.Reasons.ShouldContain(reason => reason.StartsWith("node2 has lacked transactions that node1 had for ", StringComparison.Ordinal));

        await blocker.CloseAsync();
        await supervisor.UntilProvedAsync();
    }

    static TimeSpan Delay(TopologyLink link) => TimeSpan.FromSeconds((link.Source, link.Replica) switch
    {
        ("node1", "node3") => 1,
        ("node3", "node1") => 5,
        ("node3", "node4") => 30,
        _ => 0,
    });

    static TimeSpan Delay(LinkStatus link) => Delay(new TopologyLink(link.Source, link.Replica));

    static LinkStatus Link(TopologyStatus status, string source, string replica) =>
        status.Links.Single(link => link.Source == source && link.Replica == replica);
}
