using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

/// <summary>An old beat: a link that does not pass it on is told from an origin that is gone or silent.</summary>
public sealed class DeliveryTests
{
    static readonly TimeSpan Old = TimeSpan.FromSeconds(5);

    [Fact]
    public void A_link_that_passes_on_the_beats_of_every_writer_delivers() => Delivers(Found.Wired(), "node3", "node4").ShouldBe(true);

    [Fact]
    public void One_that_holds_up_those_of_one_writer_does_not() =>
        Delivers(Found.Wired(), "node3", "node4", ("node4", "node1")).ShouldBe(false);

    [Fact]
    public void One_whose_source_shows_none_either_is_not_to_blame() =>
        Delivers(Found.Wired(), "node3", "node4", ("node3", "node1"), ("node4", "node1")).ShouldBeNull();

    [Fact]
    public void Of_a_replica_that_does_not_answer_nothing_is_known() =>
        Delivers(Found.Wired().Without("node4"), "node3", "node4", ("node4", "node1"), ("node4", "node3")).ShouldBeNull();

    [Theory]
    [InlineData(null, null)]
    [InlineData(6.0, true)]
    [InlineData(6.1, false)]
    public void One_that_carries_no_beats_is_judged_by_its_sources_signs_of_life(double? since, bool? delivers)
    {
        var heartbeat = Found.Wired(Topologies.OneWriter).WithChannel("node1", channel => channel with { HeartbeatAge = since is { } age ? TimeSpan.FromSeconds(age) : null });
        Delivers(heartbeat, "node3", "node1").ShouldBe(delivers);

        var silent = heartbeat.WithChannel("node1", channel => channel with { HeartbeatAge = TimeSpan.FromHours(1) });
        if (since is { } received)
            Delivers(silent.WithHistory(silent.Link("node3", "node1"), new LinkHistory(null, null, null, TimeSpan.FromSeconds(received))), "node3", "node1").ShouldBe(delivers);
    }

    [Theory]
    [InlineData(ReplicaThreadState.Stopped, ReplicaThreadState.Running)]
    [InlineData(ReplicaThreadState.Connecting, ReplicaThreadState.Running)]
    [InlineData(ReplicaThreadState.Running, ReplicaThreadState.Stopped)]
    public void One_of_which_a_thread_does_not_run_is_not_said_to_deliver_because_of_what_came_just_before(ReplicaThreadState io, ReplicaThreadState sql) =>
        Delivers(Found.Wired().WithChannel("node4", channel => channel with { Io = io, Sql = sql }), "node3", "node4").ShouldBeNull();

    [Theory]
    [InlineData(34.0, null, "node1 writes them, and node3 → node4 keeps them back for its delay of 30 s")]
    [InlineData(34.1, false, "node1 writes them, but node3 → node4 does not pass them on")]
    public void One_with_a_delay_may_show_none_for_as_long_as_its_writer_was_away(double lag, bool? delivers, string why)
    {
        var found = Found.Wired();
        found = found with
        {
            Topology = ReplicationTopology.Create(found.Topology.Nodes, found.Topology.Links.Select(link => link.Replica == "node4" ? link with { Delay = TimeSpan.FromSeconds(30) } : link)),
        };
        var delivery = new Delivery(
            found, (node, writer) => (node, writer) == ("node4", "node1") ? Old : TimeSpan.Zero,
            (node, _) => TimeSpan.FromSeconds(node == "node4" ? lag : 0));

        (delivery.Delivers(found.Link("node3", "node4")), delivery.WhyStale("node4", "node1")).ShouldBe((delivers, why));
    }

    [Fact]
    public void An_origin_that_is_gone() => Why(Found.Wired().Without("node1"), "node2", "node1", ("node2", "node1")).ShouldBe("node1 does not answer");

    [Fact]
    public void An_origin_that_writes_none() => Why(Found.Wired(), "node2", "node1", ("node1", "node1"), ("node2", "node1")).ShouldBe("node1 writes none");

    [Fact]
    public void A_link_that_holds_them_up() => Why(Found.Wired(), "node2", "node1", ("node2", "node1")).ShouldBe("node1 writes them, but node1 → node2 does not pass them on");

    [Fact]
    public void A_link_further_up_that_holds_them_up() =>
        Why(Found.Wired(), "node4", "node1", ("node3", "node1"), ("node4", "node1")).ShouldBe("node1 writes them, but they do not reach the nodes that node4 follows");

    static bool? Delivers(PlannerInput found, string source, string replica, params (string, string)[] stale) =>
        With(found, stale).Delivers(found.Link(source, replica));

    static string Why(PlannerInput found, string node, string writer, params (string, string)[] stale) => With(found, stale).WhyStale(node, writer);

    static Delivery With(PlannerInput found, (string, string)[] stale) => new(found, (node, writer) => stale.Contains((node, writer)) ? Old : TimeSpan.Zero, (_, _) => null);
}
