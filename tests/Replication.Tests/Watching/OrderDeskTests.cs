using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

/// <summary>Commands wait for the loop, are carried out in their order, and each is answered and recorded.</summary>
public sealed class OrderDeskTests
{
    static readonly PlannerInput Wired = Found.Wired();
    static readonly TopologyLink Link = Wired.Link("node1", "node2");

    readonly FakeTimeProvider time = new();
    readonly FakeLogger records = new();
    readonly OrderDesk desk;

    public OrderDeskTests() => desk = new OrderDesk(time, records);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_is_taken_in_the_next_round_and_answered_after_it()
    {
        var answer = Place(LinkCommand.Pause);
        desk.IsWaitedFor.ShouldBeTrue();

        desk.Take(Wired, acts: true).Orders.ShouldBe(new Dictionary<TopologyLink, LinkCommand> { [Link] = LinkCommand.Pause });
        answer.IsCompleted.ShouldBeFalse();
        desk.Settle(Wired, [new RecordDesiredLink("node1", Link, new("node1", "node2", true)), new StopChannel(Link, "")]);

        (await answer).ShouldBe(CommandOutcome.Done("node1 → node2 is paused."));
        records.LatestRecord.Message.ShouldBe("Ordered by somebody: pause node1 → node2. Done: node1 → node2 is paused.");
        records.LatestRecord.Id.Id.ShouldBe(50);
    }

    [Fact]
    public async Task One_for_which_no_step_was_taken_has_failed()
    {
        var answer = Place(LinkCommand.Restart);
        desk.Take(Wired, acts: true);
        desk.Settle(Wired, [new StartChannel(Link, "")]);

        (await answer).Result.ShouldBe(CommandResult.Failed);
    }

    [Fact]
    public async Task Commands_for_one_link_are_taken_one_a_round()
    {
        var (pause, resume) = (Place(LinkCommand.Pause), Place(LinkCommand.Resume));

        desk.Take(Wired, acts: true).Orders[Link].ShouldBe(LinkCommand.Pause);
        desk.Settle(Wired, [new RecordDesiredLink("node1", Link, new("node1", "node2", true)), new StopChannel(Link, "")]);
        desk.IsWaitedFor.ShouldBeTrue();
        desk.Take(Wired.Paused("node1", "node2"), acts: true).Orders[Link].ShouldBe(LinkCommand.Resume);
        desk.Settle(Wired, [new RecordDesiredLink("node1", Link, new("node1", "node2", false))]);

        (await Task.WhenAll(pause, resume)).Select(outcome => outcome.Sentence).ShouldBe(["node1 → node2 is paused.", "node1 → node2 runs again."]);
        desk.IsWaitedFor.ShouldBeFalse();
    }

    [Fact]
    public async Task Where_no_server_answers_it_is_not_said_that_another_one_acts()
    {
        var answer = Place(LinkCommand.Pause);
        desk.Take(Wired.Without("node1", "node2", "node3", "node4"), acts: false);

        (await answer).ShouldBe(CommandOutcome.Senseless("No server answers; expected one on which it could be carried out; give it again when one does."));
    }

    [Fact]
    public async Task One_whose_round_failed_is_told_so()
    {
        var answer = Place(LinkCommand.Pause);
        desk.Take(Wired, acts: true);
        desk.Fail("the sky fell.");

        (await answer).ShouldBe(new CommandOutcome(CommandResult.Failed, "The round that was to carry it out failed (the sky fell); whether anything was done, /status says; give it again."));
    }

    [Fact]
    public async Task One_that_observes_takes_none()
    {
        var answer = Place(LinkCommand.Pause);

        desk.Take(Wired, acts: false).Orders.ShouldBeEmpty();
        (await answer).Result.ShouldBe(CommandResult.Senseless);
    }

    [Fact]
    public async Task One_that_nobody_takes_in_time_is_withdrawn_and_never_carried_out()
    {
        var answer = Place(LinkCommand.Pause);
        time.Advance(TimeSpan.FromSeconds(10));

        (await answer).Sentence.ShouldBe("The initializer did not get to it within 10 s; nothing was done; give it again.");
        desk.Take(Wired, acts: true).Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_whose_caller_went_away_is_not_carried_out()
    {
        using var caller = new CancellationTokenSource();
        var answer = desk.PlaceAsync(new Order(Link, LinkCommand.Pause, "somebody"), caller.Token);
        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => answer);
        desk.Take(Wired, acts: true).Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_can_wait_are_turned_away()
    {
        var answers = Enumerable.Range(0, 40).Select(_ => Place(LinkCommand.Pause)).ToArray();

        answers.Count(answer => answer.IsCompleted).ShouldBe(8);
        (await answers[^1]).ShouldBe(new CommandOutcome(CommandResult.Failed, "More than 32 commands wait already; nothing was done; give it again in a moment."));
    }

    [Fact]
    public void Waiting_for_commands_again_and_again_leaves_one_waiter() =>
        desk.ArrivedAsync(Token).ShouldBeSameAs(desk.ArrivedAsync(Token));

    Task<CommandOutcome> Place(LinkCommand command) => desk.PlaceAsync(new Order(Link, command, "somebody"), Token);
}
