using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

public sealed class StatusReportTests
{
    [Fact]
    public void Nodes_are_shown_with_what_is_known_of_them() =>
        StatusReport.Nodes(Found.Wired().Without("node3"), name => $"at {name}", node => node.Name == "node2" ? TimeSpan.FromMinutes(1) : null).ShouldBe(
        [
            new NodeStatus("node1", "master", "at node1", true, "9.7.4", 1, false, null),
            new NodeStatus("node2", "replica", "at node2", true, "9.7.4", 2, true, null) { LogWindowSeconds = 60 },
            new NodeStatus("node3", "master", "at node3", false, null, null, null, "connection refused"),
            new NodeStatus("node4", "replica", "at node4", true, "9.7.4", 4, true, null),
        ]);

    [Fact]
    public void Links_are_shown_in_the_words_of_the_interface()
    {
        var found = Beating(Found.Wired()).Paused("node3", "node4")
            .WithChannel("node4", channel => channel with { Io = ReplicaThreadState.Stopped, Sql = ReplicaThreadState.Stopped })
            .WithChannel("node1", channel => channel with { Io = ReplicaThreadState.Connecting, IoError = new(2003, "cannot connect", ReplicationErrorKind.Transient) })
            .Without("node2").With("node3", server => server with { Channels = [] });

        Links(found).Select(link => (link.Source, link.Replica, link.Desired, link.Io, link.Sql, link.LagSeconds, link.LastError)).ShouldBe(
        [
            ("node1", "node2", "running", "unreachable", "unreachable", null, null),
            ("node3", "node4", "paused", "stopped", "stopped", 0.5, null),
            ("node1", "node3", "running", "notConfigured", "notConfigured", 0.5, null),
            ("node3", "node1", "running", "connecting", "running", 0.5, "2003: cannot connect"),
        ]);
    }

    [Fact]
    public void The_error_of_the_applier_is_shown_before_that_of_the_receiver() =>
        Links(Found.Wired().WithChannel("node2", channel => channel with
        {
            IoError = new(2003, "cannot connect", ReplicationErrorKind.Transient),
            SqlError = new(1062, "Duplicate entry", ReplicationErrorKind.Final),
        }))[0].LastError.ShouldBe("1062: Duplicate entry");

    [Fact]
    public void Lag_is_the_age_of_the_sources_beat_on_the_replica() => Lag(Beating(Found.Wired())).ShouldBe(0.5);

    [Fact]
    public void Lag_is_unknown_while_the_source_is_away() => Lag(Beating(Found.Wired()).Without("node1")).ShouldBeNull();

    [Fact]
    public void Lag_is_unknown_while_the_replica_is_away() => Lag(Beating(Found.Wired()).Without("node2")).ShouldBeNull();

    [Fact]
    public void Lag_is_unknown_before_the_first_beat() => Lag(Found.Wired()).ShouldBeNull();

    [Fact]
    public void Lag_is_unknown_before_the_first_beat_arrives() =>
        Lag(Beating(Found.Wired()).With("node2", server => server with { Beats = [] })).ShouldBeNull();

    [Theory]
    [InlineData(3.9, 0.5)]
    [InlineData(4.0, null)]
    public void Lag_is_unknown_when_the_source_does_not_beat_any_more(double age, double? lag) =>
        Lag(Beating(Found.Wired()).With("node1", server => server with { Beats = [new Beat(1, "n", 9, TimeSpan.FromSeconds(age))] })).ShouldBe(lag);

    [Fact]
    public void What_the_server_calls_its_lag_is_shown_unless_it_says_0_of_a_link_that_passes_nothing_on()
    {
        var found = Beating(Found.Wired()).WithChannel("node2", channel => channel with { SecondsBehind = 0 }).WithChannel("node4", channel => channel with { SecondsBehind = 7 });

        Links(found).Take(2).Select(link => link.TimeBehindSource).ShouldBe([0, 7]);
        Links(found, ("node2", "node1"), ("node4", "node3")).Take(2).Select(link => (link.Delivers, link.TimeBehindSource)).ShouldBe([(false, null), (false, 7)]);
        Links(found.Without("node1"))[0].TimeBehindSource.ShouldBeNull();
    }

    [Fact]
    public void Lag_of_a_link_from_one_that_does_not_write_is_unknown()
    {
        var found = Beating(Found.Wired(Topologies.OneWriter));
        found = found.Topology.Nodes.Aggregate(found, (left, node) => left.With(node.Name, server => server with { Beats = [.. server.Beats.Where(beat => beat.ServerId == 1)] }));

        Links(found).Select(link => link.LagSeconds).ShouldBe([0.5, null, 0.5, null]);
    }

    static IReadOnlyList<LinkStatus> Links(PlannerInput found, params (string Node, string Writer)[] stale)
    {
        var lags = new LagWatch(TimeProvider.System);
        // Looked at before there were any, so that every beat came.
        lags.Note(found.Nodes.Values.Select(node => node with { Server = node.Server is { } server ? server with { Beats = [] } : null }));
        lags.Note(found.Nodes.Values);
        return new LinkReport(found, lags, new Delivery(found, (node, writer) => stale.Contains((node, writer)) ? TimeSpan.FromSeconds(5) : TimeSpan.Zero, (_, _) => null)).Links();
    }

    static double? Lag(PlannerInput found) => Links(found)[0].LagSeconds;

    static PlannerInput Beating(PlannerInput found) => found.Topology.Nodes.Aggregate(found, (left, node) => left.With(node.Name, server => server with
    {
        Beats = [.. found.Topology.Masters.Select(master => new Beat(master.ServerId, "n", 9, TimeSpan.FromSeconds(master == node ? 0.1 : 0.5)))],
    }));
}
