using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

/// <summary>Proved means that nothing is missing; every thing that is missing is a sentence.</summary>
public sealed class ProofTests
{
    static readonly ReplicationError Error = new(1062, "Duplicate entry", ReplicationErrorKind.Final);

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void A_wired_topology_with_fresh_beats_everywhere_is_proved(string name) => Missing(Found.Wired(name)).ShouldBeEmpty();

    [Fact]
    public void A_node_that_does_not_answer() =>
        Missing(Found.Wired().Without("node2")).ShouldBe(["node2 does not answer: connection refused"]);

    [Fact]
    public void A_link_that_is_not_configured() =>
        Missing(Found.Wired().With("node2", server => server with { Channels = [] })).ShouldBe(
            ["node1 → node2 is not configured", "still to do: configure the link node1 → node2 at 127.0.0.1:5501", "still to do: start the link node1 → node2"]);

    [Fact]
    public void A_receiver_that_is_connecting() =>
        Missing(Found.Wired().WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Connecting })).ShouldBe(["node1 → node2: the receiver is connecting"]);

    [Fact]
    public void An_applier_that_is_stopped_with_its_error() =>
        Missing(Found.Wired().WithChannel("node2", channel => channel with { Sql = ReplicaThreadState.Stopped, SqlError = Error })).ShouldBe(
            ["node1 → node2: the applier is stopped (1062: Duplicate entry)"]);

    [Fact]
    public void A_paused_link() =>
        Missing(Found.Wired().Paused("node1", "node2").WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Stopped, Sql = ReplicaThreadState.Stopped })).ShouldBe(
            ["node1 → node2: the receiver is stopped (paused by an operator)", "node1 → node2: the applier is stopped (paused by an operator)"]);

    [Fact]
    public void Both_threads_say_yes_and_no_beat_arrives_any_more() =>
        Missing(Found.Wired(), (node, writer) => (node, writer) == ("node4", "node1") ? TimeSpan.FromSeconds(4.1) : TimeSpan.Zero).ShouldBe(
            ["no new beat of node1 arrived on node4 for 4.1 s: node1 writes them, but node3 → node4 does not pass them on"]);

    [Fact]
    public void A_beat_at_the_limit_of_patience_still_counts() =>
        Missing(Found.Wired(), (_, _) => TimeSpan.FromSeconds(4)).ShouldBeEmpty();

    [Fact]
    public void A_beat_that_was_never_seen() =>
        Missing(Found.Wired(), (node, writer) => (node, writer) == ("node2", "node3") ? null : TimeSpan.Zero).ShouldBe(
            ["no beat of node3 that this run wrote was seen on node2 yet"]);

    [Fact]
    public void The_beat_of_every_writer_is_wanted_on_every_node_itself_included() =>
        Missing(Found.Wired(), (_, _) => null).ShouldBe(
            from node in new[] { "node1", "node2", "node3", "node4" }
            from writer in new[] { "node1", "node3" }
            select $"no beat of {writer} that this run wrote was seen on {node} yet");

    [Fact]
    public void A_master_that_does_not_write_owes_no_beat() =>
        Missing(Found.Wired(Topologies.OneWriter), (_, writer) => writer == "node1" ? TimeSpan.Zero : null).ShouldBeEmpty();

    [Fact]
    public void The_link_back_to_the_only_writer_needs_a_sign_of_life() =>
        Missing(Back(null)).ShouldBe(["node3 → node1 carries no writer's beat, and its source has not given a sign of life yet"]);

    [Theory]
    [InlineData(6.0, true)]
    [InlineData(6.1, false)]
    public void The_sign_of_life_must_not_be_older_than_three_heartbeats(double age, bool proved) =>
        Missing(Back(TimeSpan.FromSeconds(age))).ShouldBe(proved ? [] : ["node3 → node1 carries no writer's beat, and its source gave no sign of life for 6.1 s"]);

    [Fact]
    public void A_link_that_carries_beats_needs_no_sign_of_life() =>
        Missing(Found.Wired().WithChannel("node2", channel => channel with { HeartbeatAge = null })).ShouldBeEmpty();

    [Fact]
    public void Not_every_master_was_seen_is_said_once()
    {
        var found = Found.Wired();

        Proof.Missing(new ProofInput(found, found.Plan(), (_, _) => TimeSpan.Zero, Required: null)).ShouldBe(["not every master has been seen yet"]);
    }

    [Fact]
    public void Transactions_that_a_master_had_and_a_node_lacks()
    {
        var found = Found.Wired();
        var lacking = $"{found.Uuid("node1")}:1-2";

        Missing(found.With("node4", server => server.Lacking(lacking))).ShouldBe([$"node4 lacks 2 transaction(s) that a master had: {lacking}"]);
    }

    [Theory]
    [InlineData("node1", true)]
    [InlineData("node2", false)]
    public void What_the_source_applied_and_did_not_log_never_arrives_and_is_not_wanted(string unlogged, bool proved)
    {
        var found = Found.Wired();
        var lacking = $"{found.Uuid("node3")}:1-2";
        found = found.With("node2", server => server.Lacking(lacking)).With(unlogged, server => server with { Unlogged = GtidSet.Parse(lacking) });

        Missing(found).ShouldBe(proved ? [] : [$"node2 lacks 2 transaction(s) that a master had: {lacking}"]);
    }

    [Fact]
    public void The_one_writer_while_it_is_closed() =>
        Missing(Found.Wired(Topologies.OneWriter).With("node1", server => server with { ReadOnly = true }).Without("node3")).ShouldContain("node1 is the writer and read-only");

    [Fact]
    public void Transactions_that_came_later_are_not_wanted_yet()
    {
        var found = Found.Wired();
        var later = found.With("node1", server => server.Adding($"{found.Uuid("node1")}:700"));

        Proof.Missing(new ProofInput(later, later.Plan(), (_, _) => TimeSpan.Zero, found.Server("node1")!.Executed)).ShouldBeEmpty();
    }

    [Fact]
    public void Transactions_that_no_master_has()
    {
        var found = Found.Wired();
        var errant = $"{found.Uuid("node2")}:1-3";

        Missing(found.With("node2", server => server.Adding(errant))).ShouldBe([$"node2 has 3 errant transaction(s): {errant}"]);
    }

    [Fact]
    public void Steps_that_are_still_to_do() =>
        Missing(Found.Wired().With("node2", server => server with { ReadOnlyPersisted = false })).ShouldBe(["still to do: make node2 read-only, over restarts too"]);

    static PlannerInput Back(TimeSpan? heartbeat) =>
        Found.Wired(Topologies.OneWriter).WithChannel("node1", channel => channel with { HeartbeatAge = heartbeat });

    static IReadOnlyList<string> Missing(PlannerInput found, Func<string, string, TimeSpan?>? since = null) =>
        Proof.Missing(new ProofInput(found, found.Plan(), since ?? ((_, _) => TimeSpan.Zero), Required(found)));

    // What the masters had when they were wired.
    static GtidSet Required(PlannerInput found) =>
        found.Topology.Masters.Aggregate(GtidSet.Empty, (union, master) => union.Union(found.Server(master.Name)?.Executed ?? GtidSet.Empty));
}
