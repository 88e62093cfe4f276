using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

public sealed class BeatWatchTests
{
    const string Mine = "mine";
    const string Theirs = "theirs";

    static readonly TopologyNode Origin = Topologies.Named(Topologies.Default).Node("node1");

    readonly FakeTimeProvider time = new();
    readonly BeatWatch watch;

    public BeatWatchTests() => watch = new BeatWatch(Mine, time);

    [Fact]
    public void A_beat_that_was_never_seen_has_no_arrival() => Since().ShouldBeNull();

    [Fact]
    public void Time_is_counted_from_the_round_that_saw_a_new_beat()
    {
        See(Mine, 1);
        time.Advance(TimeSpan.FromSeconds(3));

        Since().ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void The_same_beat_again_is_none()
    {
        See(Mine, 1);
        time.Advance(TimeSpan.FromSeconds(3));
        See(Mine, 1);

        Since().ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void The_next_beat_is_a_new_arrival_however_old_it_is_by_now()
    {
        See(Mine, 1);
        time.Advance(TimeSpan.FromSeconds(3));
        See(Mine, 2, age: TimeSpan.FromHours(1));

        Since().ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Beats_of_an_earlier_run_prove_nothing()
    {
        See(Theirs, 1);
        See(Theirs, 2);

        Since().ShouldBeNull();
    }

    [Fact]
    public void One_that_only_observes_counts_beats_that_come_while_it_looks_but_not_the_first()
    {
        See(Theirs, 7, ownOnly: false);
        Since().ShouldBeNull();

        See(Theirs, 8, ownOnly: false);
        Since().ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Another_run_that_takes_over_is_a_new_beat_for_one_that_observes()
    {
        See(Theirs, 8, ownOnly: false);
        See("another", 8, ownOnly: false);

        Since().ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_node_that_does_not_answer_brings_no_beat()
    {
        See(Mine, 1);
        time.Advance(TimeSpan.FromSeconds(3));
        watch.Note([new NodeState("node2", null, "away")], ownOnly: true);

        Since().ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Arrivals_are_kept_apart_by_node_and_by_origin()
    {
        See(Mine, 1);

        watch.SinceArrival("node3", Origin).ShouldBeNull();
        watch.SinceArrival("node2", Topologies.Named(Topologies.Default).Node("node3")).ShouldBeNull();
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void A_recent_arrival_is_forgotten_and_an_old_one_stays_for_the_reader(int seconds, bool forgotten)
    {
        See(Mine, 1);
        time.Advance(TimeSpan.FromSeconds(seconds));
        watch.Forget(TimeSpan.FromSeconds(4));

        Since().ShouldBe(forgotten ? null : TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public void After_forgetting_only_a_new_beat_counts()
    {
        See(Mine, 1);
        watch.Forget(TimeSpan.FromSeconds(4));
        See(Mine, 1);
        Since().ShouldBeNull();

        See(Mine, 2);
        Since().ShouldBe(TimeSpan.Zero);
    }

    TimeSpan? Since() => watch.SinceArrival("node2", Origin);

    void See(string nonce, long sequence, bool ownOnly = true, TimeSpan age = default)
    {
        var found = Found.Fresh().With("node2", server => server with { Beats = [new Beat(Origin.ServerId, nonce, sequence, age)] });
        watch.Note(found.Nodes.Values, ownOnly);
    }
}
