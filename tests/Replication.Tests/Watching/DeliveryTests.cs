using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Tests.Wiring;
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

    [Fact]
    public void Of_a_link_that_carries_no_beats_nothing_is_known() => Delivers(Found.Wired(Topologies.OneWriter), "node3", "node1").ShouldBeNull();

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

    static Delivery With(PlannerInput found, (string, string)[] stale) => new(found, (node, writer) => stale.Contains((node, writer)) ? Old : TimeSpan.Zero);
}
