using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

public sealed class LinkWatchTests
{
    static readonly TopologyLink Link = Topologies.Named(Topologies.Default).Link("node1", "node2");

    readonly FakeTimeProvider time = new();
    readonly LinkWatch watch;

    public LinkWatchTests() => watch = new LinkWatch(time);

    [Fact]
    public void A_link_that_runs_has_no_history() => See(ReplicaThreadState.Running, ReplicaThreadState.Running).ShouldBe(LinkHistory.None with { RunningFor = TimeSpan.Zero });

    [Theory]
    [InlineData(ReplicaThreadState.Stopped, ReplicaThreadState.Running)]
    [InlineData(ReplicaThreadState.Running, ReplicaThreadState.Stopped)]
    [InlineData(ReplicaThreadState.Stopped, ReplicaThreadState.Stopped)]
    public void It_remembers_since_when_a_thread_has_been_stopped(ReplicaThreadState io, ReplicaThreadState sql)
    {
        See(io, sql).ShouldBe(new LinkHistory(TimeSpan.Zero, null, null, RunningFor: io == ReplicaThreadState.Running ? TimeSpan.Zero : null));
        time.Advance(TimeSpan.FromSeconds(3));

        See(io, sql).ShouldBe(new LinkHistory(TimeSpan.FromSeconds(3), null, null, RunningFor: io == ReplicaThreadState.Running ? TimeSpan.FromSeconds(3) : null));
    }

    [Fact]
    public void It_remembers_since_when_a_receiver_has_been_connecting()
    {
        See(ReplicaThreadState.Connecting, ReplicaThreadState.Running);
        time.Advance(TimeSpan.FromSeconds(3));

        See(ReplicaThreadState.Connecting, ReplicaThreadState.Running).ShouldBe(new LinkHistory(null, TimeSpan.FromSeconds(3), null));
    }

    [Fact]
    public void A_link_that_ran_in_between_starts_anew()
    {
        See(ReplicaThreadState.Stopped, ReplicaThreadState.Stopped);
        time.Advance(TimeSpan.FromSeconds(3));
        See(ReplicaThreadState.Running, ReplicaThreadState.Running).ShouldBe(LinkHistory.None with { RunningFor = TimeSpan.Zero });
        time.Advance(TimeSpan.FromSeconds(3));

        See(ReplicaThreadState.Stopped, ReplicaThreadState.Stopped).ShouldBe(new LinkHistory(TimeSpan.Zero, null, null));
    }

    [Fact]
    public void While_the_replica_is_away_what_was_known_stays()
    {
        See(ReplicaThreadState.Stopped, ReplicaThreadState.Stopped);
        time.Advance(TimeSpan.FromSeconds(3));

        watch.Note(Found.Wired().Without("node2"))[Link].ShouldBe(new LinkHistory(TimeSpan.FromSeconds(3), null, null));
    }

    [Fact]
    public void It_remembers_since_when_a_node_has_not_answered()
    {
        watch.NoteSilent(Found.Wired()).ShouldBeEmpty();
        watch.NoteSilent(Found.Wired().Without("node1"));
        time.Advance(TimeSpan.FromSeconds(3));

        watch.NoteSilent(Found.Wired().Without("node1")).ShouldBe(new Dictionary<string, TimeSpan> { ["node1"] = TimeSpan.FromSeconds(3) });
        watch.NoteSilent(Found.Wired()).ShouldBeEmpty();
    }

    [Fact]
    public void It_remembers_the_last_repair_of_each_link()
    {
        watch.NoteMended(Link);
        time.Advance(TimeSpan.FromSeconds(9));
        watch.NoteMended(Link);
        time.Advance(TimeSpan.FromSeconds(2));

        var noted = watch.Note(Found.Wired());

        noted[Link].ShouldBe(new LinkHistory(null, null, TimeSpan.FromSeconds(2), RunningFor: TimeSpan.Zero));
        var running = LinkHistory.None with { RunningFor = TimeSpan.Zero };
        noted.Where(entry => entry.Key != Link).ShouldAllBe(entry => entry.Value == running);
    }

    [Fact]
    public void A_link_without_a_channel_is_not_stopped() =>
        watch.Note(Found.Fresh()).Values.ShouldAllBe(history => history == LinkHistory.None);

    LinkHistory See(ReplicaThreadState io, ReplicaThreadState sql) =>
        watch.Note(Found.Wired().WithChannel("node2", channel => channel with { Io = io, Sql = sql }))[Link];
}
