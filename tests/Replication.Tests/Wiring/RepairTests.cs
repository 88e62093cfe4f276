using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>Each repair is made unasked, is counted as what it is, and is told instead of made where it is switched off.</summary>
public sealed class RepairTests
{
    static readonly TopologyLink Link = Topologies.Named(Topologies.Default).Link("node1", "node2");

    static readonly Dictionary<RepairKind, (Func<PlannerInput, PlannerInput> Fault, Repair Repair)> Faults = new()
    {
        [RepairKind.StoppedThread] = (Stopped, new Repair(RepairKind.StoppedThread, "node2", Link)),
        [RepairKind.Drift] = (found => found.WithChannel("node2", channel => channel with { Target = channel.Target with { RetryCount = 10 } }), new Repair(RepairKind.Drift, "node2", Link)),
        [RepairKind.ReadOnly] = (found => found.With("node2", server => server with { ReadOnly = false, SuperReadOnly = false }), new Repair(RepairKind.ReadOnly, "node2")),
        [RepairKind.LostLink] = (found => found.With("node2", server => server with { Channels = [] }), new Repair(RepairKind.LostLink, "node2", Link)),
        [RepairKind.LostData] = (found => CopyTests.Emptied(found, "node3"), new Repair(RepairKind.LostData, "node3")),
        [RepairKind.HalfOpen] = (found => found.WithChannel("node2", channel => channel with { HeartbeatAge = TimeSpan.FromSeconds(20) })
            .WithHistory(Link, LinkHistory.None with { RunningFor = TimeSpan.FromHours(1) }), new Repair(RepairKind.HalfOpen, "node2", Link)),
        [RepairKind.Rehome] = (Orphaned, new Repair(RepairKind.Rehome, "node2", Link)),
    };

    public static TheoryData<RepairKind> Kinds => [.. Enum.GetValues<RepairKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void A_fault_is_mended_and_counted_as_what_it_is(RepairKind kind)
    {
        var (fault, repair) = Faults[kind];
        var found = fault(Found.Wired());

        RepairPolicy.Among(found.Plan().Steps, found).ShouldBe([repair]);
        found.Plan().Decisions.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Where_it_is_switched_off_it_is_told_with_the_name_of_the_switch_and_nothing_is_done(RepairKind kind)
    {
        var (fault, repair) = Faults[kind];
        var plan = fault(WithOff(Found.Wired(), kind)).Plan();

        plan.Steps.ShouldBeEmpty();
        var decision = plan.Decisions.ShouldHaveSingleItem();
        decision.Subject.ShouldBe(repair.Link?.ToString() ?? repair.Node);
        decision.Finding.ShouldEndWith($"; it is not mended, because Topology:Repairs:{kind} is false.");
        decision.Command.ShouldBe($"Topology__Repairs__{kind}=true");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_switch_switches_off_one_repair_and_no_other(RepairKind kind)
    {
        foreach (var other in Enum.GetValues<RepairKind>().Where(other => other != kind))
        {
            var found = Faults[other].Fault(WithOff(Found.Wired(), kind));
            RepairPolicy.Among(found.Plan().Steps, found).ShouldBe([Faults[other].Repair], $"{other} with {kind} off");
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Nothing_that_is_laid_for_the_first_time_needs_a_switch(RepairKind kind)
    {
        WithOff(Found.Fresh(), kind).Plan().Steps.ShouldBe(Found.Fresh().Plan().Steps);
        WithOff(Found.Fresh(), kind).Plan().Decisions.ShouldBeEmpty();
    }

    [Fact]
    public void A_link_is_started_as_ordered_with_the_repair_switched_off() =>
        (Stopped(WithOff(Found.Wired(), RepairKind.StoppedThread)) with { Orders = new Dictionary<TopologyLink, LinkCommand> { [Link] = LinkCommand.Restart } })
            .Plan().Steps.ShouldBe([new RestartChannel(Link, "")]);

    [Theory]
    [InlineData(9.9, 3600.0, null, false)]
    [InlineData(10.0, 3600.0, null, true)]
    [InlineData(600.0, 9.9, null, false)]
    [InlineData(20.0, 3600.0, 19.0, false)]
    [InlineData(20.0, 3600.0, 21.0, true)]
    public void A_silent_receiver_connects_anew_after_ten_seconds_and_once_for_each_silence(double heartbeat, double running, double? mended, bool connects) =>
        Found.Wired().WithChannel("node2", channel => channel with { HeartbeatAge = TimeSpan.FromSeconds(heartbeat) })
            .WithHistory(Link, new LinkHistory(null, null, mended is { } since ? TimeSpan.FromSeconds(since) : null, RunningFor: TimeSpan.FromSeconds(running)))
            .Plan().Steps.ShouldBe(connects ? [new RestartReceiver(Link, "")] : []);

    [Fact]
    public void One_that_moves_on_in_the_log_is_not_silent_without_heartbeats() =>
        Found.Wired().WithChannel("node2", channel => channel with { HeartbeatAge = null })
            .WithHistory(Link, new LinkHistory(null, null, null, SinceReceived: TimeSpan.FromSeconds(1), RunningFor: TimeSpan.FromHours(1)))
            .Plan().Steps.ShouldBeEmpty();

    internal static PlannerInput WithOff(PlannerInput found, RepairKind kind) => found with
    {
        Topology = ReplicationTopology.Create(found.Topology.Nodes, found.Topology.Links, found.Topology.Settings with { Repairs = Off(kind) }),
    };

    internal static RepairSettings Off(RepairKind kind) => new()
    {
        StoppedThread = kind != RepairKind.StoppedThread,
        Drift = kind != RepairKind.Drift,
        ReadOnly = kind != RepairKind.ReadOnly,
        LostLink = kind != RepairKind.LostLink,
        LostData = kind != RepairKind.LostData,
        HalfOpen = kind != RepairKind.HalfOpen,
        Rehome = kind != RepairKind.Rehome,
    };

    static PlannerInput Orphaned(PlannerInput found) => found.Without("node1")
        .WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Connecting })
        with { SilentFor = new Dictionary<string, TimeSpan> { ["node1"] = TimeSpan.FromSeconds(60) } };

    static PlannerInput Stopped(PlannerInput found) => found
        .WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Stopped, Sql = ReplicaThreadState.Stopped })
        .WithHistory(Link, new LinkHistory(TimeSpan.FromHours(1), null, null));
}
