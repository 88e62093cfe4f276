using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>What an operator orders is planned like anything else: written down by every writer first, then done.</summary>
public sealed class OrderTests
{
    static readonly TopologyLink Link = Topologies.Named(Topologies.Default).Link("node1", "node2");

    [Fact]
    public void A_pause_is_remembered_by_every_writer_and_the_link_is_stopped() =>
        Ordered(Found.Wired(), LinkCommand.Pause).Plan().Steps.ShouldBe(
            [Remember("node1", paused: true), Remember("node3", paused: true), new StopChannel(Link, "")]);

    [Fact]
    public void With_one_writer_it_is_remembered_by_that_one() =>
        Ordered(Found.Wired(Topologies.OneWriter), LinkCommand.Pause).Plan().Steps.OfType<RecordDesiredLink>().Select(step => step.Node).ShouldBe(["node1"]);

    [Fact]
    public void A_resumed_link_is_started_at_once_and_not_after_the_grace() =>
        Ordered(Stopped(Found.Wired().Paused("node1", "node2")), LinkCommand.Resume).Plan().Steps.ShouldBe(
            [Remember("node1", paused: false), Remember("node3", paused: false), new StartChannel(Link, "")]);

    [Fact]
    public void A_restart_is_a_step_of_its_own() => Ordered(Found.Wired(), LinkCommand.Restart).Plan().Steps.ShouldBe([new RestartChannel(Link, "")]);

    [Fact]
    public void One_that_stands_with_an_error_is_restarted_instead_of_being_a_decision()
    {
        var plan = Ordered(Found.Wired().WithChannel("node2", channel => channel with { Sql = ReplicaThreadState.Stopped, SqlError = new(1062, "twice", ReplicationErrorKind.Final) }), LinkCommand.Restart).Plan();

        plan.Steps.ShouldBe([new RestartChannel(Link, "")]);
        plan.Decisions.ShouldBeEmpty();
    }

    [Fact]
    public void An_order_follows_the_latest_that_is_known_whatever_the_clock_of_its_writer_says()
    {
        var future = new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var found = Found.Wired().With("node4", server => server with { DesiredLinks = [new DesiredLink("node1", "node2", Paused: true, future)] });

        Ordered(found, LinkCommand.Resume).Plan().Steps.OfType<RecordDesiredLink>().Select(step => step.Desired.WrittenAt).Distinct().ShouldBe([future]);
    }

    [Theory]
    [InlineData(LinkCommand.Pause, true, "node1 → node2 is paused already.")]
    [InlineData(LinkCommand.Resume, false, "node1 → node2 is not paused.")]
    public void What_is_so_already_needs_nothing(LinkCommand command, bool paused, string sentence)
    {
        var found = paused ? Stopped(Found.Wired().Paused("node1", "node2")) : Found.Wired();

        OrderPlanner.WithoutSteps(found, Link, command).ShouldBe(CommandOutcome.Done(sentence));
    }

    [Fact]
    public void A_pause_that_is_written_down_and_does_not_hold_yet_is_not_said_to_hold()
    {
        const string Later = "node1 → node2 is to be paused, which is written down, and has not stopped yet; it does as soon as node2 answers and what its applier waits for is free.";
        var (wired, remembered) = (Found.Wired(), Remember("node1", paused: true));

        Outcome(wired, LinkCommand.Pause, remembered, new StopChannel(Link, "")).ShouldBe(CommandOutcome.Done("node1 → node2 is paused."));
        Outcome(Stopped(wired), LinkCommand.Pause, remembered).ShouldBe(CommandOutcome.Done("node1 → node2 is paused."));
        Outcome(Found.Fresh(), LinkCommand.Pause, remembered).ShouldBe(CommandOutcome.Done("node1 → node2 is paused."));
        Outcome(wired, LinkCommand.Pause, remembered).ShouldBe(new CommandOutcome(CommandResult.Accepted, Later));
        Outcome(wired.Without("node2"), LinkCommand.Pause, remembered).ShouldBe(new CommandOutcome(CommandResult.Accepted, Later));
        OrderPlanner.WithoutSteps(wired.Paused("node1", "node2"), Link, LinkCommand.Pause).ShouldBe(new CommandOutcome(CommandResult.Accepted, Later));
        Outcome(wired, LinkCommand.Pause).Result.ShouldBe(CommandResult.Failed);
    }

    [Fact]
    public void A_link_that_is_resumed_and_not_started_is_not_said_to_run()
    {
        var (stopped, remembered) = (Stopped(Found.Wired().Paused("node1", "node2")), Remember("node1", paused: false));

        Outcome(stopped, LinkCommand.Resume, remembered, new StartChannel(Link, "")).ShouldBe(CommandOutcome.Done("node1 → node2 runs again."));
        Outcome(Found.Wired(), LinkCommand.Resume, remembered).ShouldBe(CommandOutcome.Done("node1 → node2 runs again."));
        Outcome(stopped, LinkCommand.Resume, remembered).ShouldBe(
            new CommandOutcome(CommandResult.Accepted, "node1 → node2 is to run again, which is written down, and could not be started now; /status says what it waits for."));
    }

    [Theory]
    [InlineData(LinkCommand.Pause, "node1,node3", "No writer answers that could remember the order; expected one of node1, node3; give it again when one does.")]
    [InlineData(LinkCommand.Restart, "node2", "node2 does not answer; expected it to, because the link is restarted there; give the order again when it does.")]
    public void What_cannot_be_done_is_said(LinkCommand command, string without, string sentence) =>
        OrderPlanner.WithoutSteps(Found.Wired().Without(without.Split(',')), Link, command).ShouldBe(CommandOutcome.Senseless(sentence));

    [Fact]
    public void A_link_that_is_paused_or_not_laid_is_not_restarted()
    {
        OrderPlanner.WithoutSteps(Found.Wired().Paused("node1", "node2"), Link, LinkCommand.Restart)!.Result.ShouldBe(CommandResult.Senseless);
        OrderPlanner.WithoutSteps(Found.Fresh(), Link, LinkCommand.Restart)!.Result.ShouldBe(CommandResult.Senseless);
        Ordered(Found.Wired().Paused("node1", "node2"), LinkCommand.Restart).Plan().Steps.OfType<RestartChannel>().ShouldBeEmpty();
    }

    [Fact]
    public void Ordered_or_laid_for_the_first_time_is_no_repair()
    {
        var fresh = Found.Fresh();
        RepairPolicy.Among(fresh.Plan().Steps, fresh).ShouldBeEmpty();
        var resumed = Ordered(Stopped(Found.Wired().Paused("node1", "node2")), LinkCommand.Resume);
        RepairPolicy.Among(resumed.Plan().Steps, resumed).ShouldBeEmpty();

        var stopped = Stopped(Found.Wired());
        RepairPolicy.Among(stopped.Plan().Steps, stopped).ShouldBe([new Repair(RepairKind.StoppedThread, "node2", Link)]);
        var moved = Found.Wired().WithChannel("node2", channel => channel with { Target = channel.Target with { RetryCount = 10 } });
        RepairPolicy.Among(moved.Plan().Steps, moved).ShouldBe([new Repair(RepairKind.Drift, "node2", Link)]);
    }

    static RecordDesiredLink Remember(string node, bool paused) => new(node, Link, new DesiredLink("node1", "node2", paused, DateTime.UnixEpoch));

    static CommandOutcome Outcome(PlannerInput found, LinkCommand command, params WiringStep[] taken) => OrderPlanner.Outcome(found, Link, command, taken);

    static PlannerInput Ordered(PlannerInput found, LinkCommand command) => found with { Orders = new Dictionary<TopologyLink, LinkCommand> { [Link] = command } };

    static PlannerInput Stopped(PlannerInput found) => found
        .WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Stopped, Sql = ReplicaThreadState.Stopped })
        .WithHistory(Link, new LinkHistory(found.IsPaused(Link) ? TimeSpan.FromSeconds(1) : TimeSpan.FromHours(1), null, null));
}
