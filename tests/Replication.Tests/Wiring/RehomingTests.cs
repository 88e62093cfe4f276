using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>A replica whose master is gone follows another one, where nothing can be lost by it, and goes home when its own has caught up.</summary>
public sealed class RehomingTests
{
    const string Node1 = "00000001-1111-1111-1111-111111111111";
    const string Node3 = "00000003-1111-1111-1111-111111111111";

    static readonly TopologyLink Link = Topologies.Named(Topologies.Default).Link("node1", "node2");

    [Theory]
    [InlineData(59.9, false)]
    [InlineData(60.0, true)]
    [InlineData(6000.0, true)]
    public void It_leaves_when_its_master_has_been_gone_long_enough(double silent, bool leaves) =>
        Orphaned(silent).Plan().Steps.ShouldBe(leaves ? Leaving(Orphaned(silent)) : []);

    [Fact]
    public void It_leaves_although_it_is_ahead_of_the_other_master() =>
        Orphaned().With("node2", server => server.Adding($"{Node1}:1000-1005")).Plan().Steps.ShouldBe(Leaving(Orphaned()));

    [Fact]
    public void What_it_received_is_applied_before_it_leaves()
    {
        var plan = Orphaned().WithChannel("node2", channel => channel with { Retrieved = GtidSet.Parse($"{Node1}:1000") }).Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Waits.ShouldContain("node2 to apply what it received from node1, before it follows node3");
    }

    [Fact]
    public void It_stays_while_it_still_receives_although_the_initializer_cannot_reach_its_master() =>
        Orphaned().WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Running }).Plan().Steps.ShouldBeEmpty();

    [Fact]
    public void It_stays_when_the_other_master_is_away_too() => Orphaned().Without("node3").Plan().Steps.ShouldBeEmpty();

    [Fact]
    public void It_stays_where_an_operator_paused_it() =>
        Orphaned().With("node3", server => server with { DesiredLinks = [new DesiredLink("node1", "node2", Paused: true, DateTime.UnixEpoch)] })
            .Plan().Steps.OfType<ConfigureChannel>().ShouldBeEmpty();

    [Fact]
    public void It_stays_when_it_was_said_that_it_never_leaves() => Never(Orphaned()).Plan().Steps.ShouldBeEmpty();

    [Fact]
    public void It_stays_and_it_is_said_why_when_the_other_master_no_longer_holds_all_logs()
    {
        var plan = Orphaned().With("node3", server => server.Adding($"{Node3}:2000") with { Purged = GtidSet.Parse($"{Node3}:2000") }).Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Notes.ShouldContain("node2 waits for node1 and is not sent to node3: node3 no longer holds the logs of all that node2 lacks.");
    }

    [Fact]
    public void It_stays_and_it_is_said_why_when_it_follows_by_position()
    {
        var plan = Orphaned().WithChannel("node2", channel => channel with { Target = channel.Target with { AutoPosition = false } }).Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Notes.ShouldContain("node2 waits for node1 and is not sent to node3: it follows by file and position, which means nothing in another server's logs.");
    }

    [Fact]
    public void One_that_has_left_is_not_sent_again_before_it_is_connected() =>
        Orphaned().WithChannel("node2", channel => channel with { Target = Away(Orphaned()), SourceUuid = null }).Plan().Steps.ShouldBeEmpty();

    [Fact]
    public void It_goes_home_when_its_master_has_all_that_it_has()
    {
        var found = Rehomed();

        found.Plan().Steps.ShouldBe([new ConfigureChannel(Link, "", Found.Wired().Server("node2")!.Channels[0].Target, Exists: true), new StartChannel(Link, "")]);
        RepairPolicy.Among(found.Plan().Steps, found).ShouldBe([new Repair(RepairKind.Rehome, "node2", Link)]);
        found.Plan().Notes.ShouldContain("node2 follows node3 instead of node1.");
    }

    [Theory]
    [InlineData(2L, true)]
    [InlineData(3L, false)]
    [InlineData(null, false)]
    public void While_there_are_writes_it_goes_home_when_its_master_follows_closely(long? behind, bool goes)
    {
        var plan = Rehomed().With("node2", server => server.Adding($"{Node3}:2000")).With("node3", server => server.Adding($"{Node3}:2000"))
            .WithChannel("node1", channel => channel with { SecondsBehind = behind }).Plan();

        plan.Steps.OfType<ConfigureChannel>().Any().ShouldBe(goes);
        plan.Waits.Contains("node1 to catch up, before node2 follows it again").ShouldBe(!goes);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData($"{Node3}:2000", false)]
    public void When_the_other_master_dies_too_it_goes_home_with_all_applied_that_only_it_has(string received, bool goes) =>
        Rehomed().Without("node3").WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Connecting, Retrieved = GtidSet.Parse(received) })
            .Plan().Steps.OfType<ConfigureChannel>().Any().ShouldBe(goes);

    [Fact]
    public void It_is_not_proved_while_a_replica_is_elsewhere() =>
        Replication.Watching.Proof.Missing(new Replication.Watching.ProofInput(Rehomed(), Rehomed().Plan(), (_, _) => TimeSpan.Zero, GtidSet.Empty))
            .ShouldContain("node2 follows node3 instead of node1");

    [Fact]
    public void It_leaves_when_its_master_no_longer_has_the_logs_of_what_it_lacks_and_the_other_one_has()
    {
        var plan = Starved().Plan();

        plan.Steps.ShouldBe(Leaving(Starved()));
        plan.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void It_is_refused_when_the_other_one_has_no_such_logs_either() =>
        ShouldBeRefused(Starved().With("node3", server => server with { Purged = GtidSet.Parse($"{Node3}:2000") }));

    [Fact]
    public void It_is_refused_when_the_other_one_lacks_it_too() =>
        ShouldBeRefused(Starved().With("node3", server => server.Lacking($"{Node3}:2000")).With("node1", server => server.Adding($"{Node1}:2000") with { Purged = GtidSet.Parse($"{Node1}:2000") })
            .With("node1", server => server.Lacking($"{Node3}:2000")));

    [Fact]
    public void It_is_refused_where_no_replica_leaves_unasked()
    {
        var found = Starved();
        ShouldBeRefused(Never(found));
        ShouldBeRefused(found with
        {
            Topology = ReplicationTopology.Create(found.Topology.Nodes, found.Topology.Links, found.Topology.Settings with { Repairs = found.Topology.Settings.Repairs with { Rehome = false } }),
        });
    }

    [Fact]
    public void It_does_not_go_home_before_it_has_what_its_master_has_no_logs_of()
    {
        var plan = Rehomed().With("node1", server => server.Adding($"{Node3}:2000") with { Purged = GtidSet.Parse($"{Node3}:2000") }).With("node3", server => server.Adding($"{Node3}:2000")).Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Waits.ShouldContain("node2 to receive from node3 what node1 has no logs of any more, before it follows that again");
    }

    static void ShouldBeRefused(PlannerInput found)
    {
        var plan = found.Plan();
        plan.Steps.OfType<ConfigureChannel>().ShouldBeEmpty();
        plan.Refusals.ShouldHaveSingleItem().Sentence.ShouldStartWith("node2 lacks 1 transaction(s) that node1 has and no longer holds in its binary logs");
    }

    static PlannerInput Starved() => Found.Wired()
        .With("node1", server => server.Adding($"{Node3}:2000") with { Purged = GtidSet.Parse($"{Node3}:2000") })
        .With("node3", server => server.Adding($"{Node3}:2000"))
        .WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Stopped, IoError = new(13114, "purged", ReplicationErrorKind.Final) });

    static PlannerInput Orphaned(double silent = 60) => Found.Wired().Without("node1")
        .WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Connecting })
        with { SilentFor = new Dictionary<string, TimeSpan> { ["node1"] = TimeSpan.FromSeconds(silent) } };

    static PlannerInput Rehomed() => Found.Wired().WithChannel("node2", channel => channel with { Target = Away(Found.Wired()), SourceUuid = Node3 });

    static ChannelTarget Away(PlannerInput found) => found.Server("node2")!.Channels[0].Target with { Port = found.Topology.Node("node3").ReplicationPort };

    static WiringStep[] Leaving(PlannerInput found) => [new ConfigureChannel(Link, "", Away(found), Exists: true, Via: "node3"), new StartChannel(Link, "")];

    static PlannerInput Never(PlannerInput found) => found with
    {
        Topology = ReplicationTopology.Create(found.Topology.Nodes, found.Topology.Links, found.Topology.Settings with { RehomeAfter = TimeSpan.Zero }),
    };
}
