using DualMaster.Replication.Servers;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>A link that an operator paused stays stopped until the operator says otherwise.</summary>
public sealed class PausedLinkTests
{
    const string Note = "The link node1 → node2 is paused by an operator.";

    [Fact]
    public void One_that_runs_is_stopped()
    {
        var found = Found.Wired().Paused("node1", "node2");
        var plan = found.Plan();

        plan.Steps.ShouldBe([new StopChannel(found.Link("node1", "node2"), "")]);
        plan.Notes.ShouldBe([Note]);
    }

    [Theory]
    [InlineData(ReplicaThreadState.Running, ReplicaThreadState.Stopped)]
    [InlineData(ReplicaThreadState.Connecting, ReplicaThreadState.Running)]
    [InlineData(ReplicaThreadState.Stopped, ReplicaThreadState.Running)]
    public void One_of_which_a_thread_runs_is_stopped(ReplicaThreadState io, ReplicaThreadState sql)
    {
        var found = Found.Wired().Paused("node1", "node2").WithChannel("node2", channel => channel with { Io = io, Sql = sql });

        found.Plan().Steps.ShouldBe([new StopChannel(found.Link("node1", "node2"), "")]);
    }

    [Fact]
    public void One_that_did_not_stop_is_told_again_after_a_rest()
    {
        var found = Found.Wired().Paused("node1", "node2");
        var link = found.Link("node1", "node2");

        found.WithHistory(link, Told(4.9)).Plan().Steps.ShouldBeEmpty();
        found.WithHistory(link, Told(5)).Plan().Steps.ShouldBe([new StopChannel(link, "")]);
    }

    [Fact]
    public void One_that_is_stopped_is_not_started_however_long_ago_that_was()
    {
        var found = Stopped(Found.Wired().Paused("node1", "node2"));
        var plan = found.Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Waits.ShouldBeEmpty();
        plan.Notes.ShouldBe([Note]);
    }

    [Fact]
    public void One_that_does_not_exist_is_not_configured() =>
        Found.Fresh().Paused("node1", "node2").Plan().Steps.OfType<ConfigureChannel>().Select(step => $"{step.Link}")
            .ShouldBe(["node3 → node4", "node1 → node3", "node3 → node1"]);

    [Fact]
    public void The_pause_holds_while_the_node_that_remembers_it_is_the_only_one_that_answers() =>
        Stopped(Found.Wired().Paused("node1", "node2")).Without("node3", "node4").Plan().Steps.ShouldBeEmpty();

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(2, 1, false)]
    public void Of_two_orders_the_later_one_holds_wherever_it_was_read(int resumed, int paused, bool isPaused)
    {
        var found = Found.Wired()
            .With("node1", server => server with { DesiredLinks = [new DesiredLink("node1", "node2", false, DateTime.UnixEpoch.AddHours(resumed))] })
            .With("node2", server => server with { DesiredLinks = [new DesiredLink("node1", "node2", true, DateTime.UnixEpoch.AddHours(paused))] });

        found.IsPaused(found.Link("node1", "node2")).ShouldBe(isPaused);
        found.IsPaused(found.Link("node3", "node4")).ShouldBeFalse();
    }

    static LinkHistory Told(double seconds) => LinkHistory.None with { SinceToldToStop = TimeSpan.FromSeconds(seconds) };

    static PlannerInput Stopped(PlannerInput found) => found
        .WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Stopped, Sql = ReplicaThreadState.Stopped })
        .WithHistory(found.Link("node1", "node2"), new LinkHistory(TimeSpan.FromHours(1), null, null));
}
