using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>A stopped link is started again after the grace, unless an error or an operator says otherwise.</summary>
public sealed class StoppedLinkTests
{
    static readonly TopologyLink Link = Topologies.Named(Topologies.Default).Link("node1", "node2");
    static readonly ReplicationError Lock = new(1205, "lock wait timeout", ReplicationErrorKind.Transient);

    [Theory]
    [InlineData(null, false)]
    [InlineData(0.0, false)]
    [InlineData(4.9, false)]
    [InlineData(5.0, true)]
    [InlineData(600.0, true)]
    public void It_is_started_when_the_grace_is_over_and_not_before(double? stoppedFor, bool starts)
    {
        var plan = Stopped(Found.Wired(), Seconds(stoppedFor), null).Plan();

        plan.Steps.ShouldBe(starts ? [new StartChannel(Link, "")] : []);
        plan.Waits.ShouldBe(starts ? [] : ["the grace of 5 s, before the stopped link node1 → node2 is started again"]);
    }

    [Theory]
    [InlineData(ReplicaThreadState.Stopped, ReplicaThreadState.Running)]
    [InlineData(ReplicaThreadState.Running, ReplicaThreadState.Stopped)]
    [InlineData(ReplicaThreadState.Connecting, ReplicaThreadState.Stopped)]
    public void One_stopped_thread_is_enough(ReplicaThreadState io, ReplicaThreadState sql) =>
        Stopped(Found.Wired(), TimeSpan.FromSeconds(9), null).WithChannel("node2", channel => channel with { Io = io, Sql = sql })
            .Plan().Steps.ShouldBe([new StartChannel(Link, "")]);

    [Fact]
    public void It_is_started_although_its_source_is_away() =>
        Stopped(Found.Wired(), TimeSpan.FromSeconds(9), null).Without("node1").Plan().Steps.ShouldBe([new StartChannel(Link, "")]);

    [Fact]
    public void It_is_started_after_a_transient_error() =>
        Stopped(Found.Wired(), TimeSpan.FromSeconds(9), null).WithChannel("node2", channel => channel with { SqlError = Lock })
            .Plan().Steps.ShouldBe([new StartChannel(Link, "")]);

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(4.9, false)]
    [InlineData(5.0, true)]
    public void One_that_stops_again_is_left_alone_for_a_while(double sinceMended, bool starts) =>
        Stopped(Found.Wired(), TimeSpan.FromSeconds(9), Seconds(sinceMended))
            .Plan().Steps.ShouldBe(starts ? [new StartChannel(Link, "")] : []);

    [Fact]
    public void One_that_was_configured_and_never_started_is_started_at_once() =>
        Stopped(Found.Wired(), null, null).WithChannel("node2", channel => channel with { SourceUuid = null })
            .Plan().Steps.ShouldBe([new StartChannel(Link, "")]);

    [Theory]
    [InlineData(1062, "Duplicate entry '7' for key 't.PRIMARY'")]
    [InlineData(1032, "Can't find record in 't'")]
    public void An_applier_that_met_different_rows_is_a_decision_and_is_not_started(int number, string text)
    {
        var error = new ReplicationError(number, text, ReplicationErrorKind.Final);
        var plan = Found.Wired().WithChannel("node2", channel => channel with { Sql = ReplicaThreadState.Stopped, SqlError = error })
            .WithHistory(Link, new LinkHistory(TimeSpan.FromHours(1), null, null)).Plan();

        ShouldBeDecision(plan, $"{number}: {text}");
    }

    [Fact]
    public void A_receiver_whose_source_has_no_logs_any_more_is_a_decision_and_is_not_started()
    {
        var error = new ReplicationError(13114, "Got fatal error 1236", ReplicationErrorKind.Final);
        var plan = Found.Wired().WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Stopped, IoError = error })
            .WithHistory(Link, new LinkHistory(TimeSpan.FromHours(1), null, null)).Plan();

        ShouldBeDecision(plan, "13114: Got fatal error 1236");
    }

    [Fact]
    public void An_old_error_of_a_thread_that_runs_again_is_nothing() =>
        Found.Wired().WithChannel("node2", channel => channel with { SqlError = new(1062, "once", ReplicationErrorKind.Final) })
            .Plan().Decisions.ShouldBeEmpty();

    static void ShouldBeDecision(WiringPlan plan, string error)
    {
        plan.Decisions.ShouldBe(
        [
            new Decision(
                "node1 → node2",
                $"node2 stopped with error {error}",
                "-- put right what the error names (docs/operations.md), then POST /links/node1/node2/restart, or on node2: START REPLICA FOR CHANNEL '';"),
        ]);
        plan.Steps.ShouldBeEmpty();
    }

    static PlannerInput Stopped(PlannerInput found, TimeSpan? stoppedFor, TimeSpan? sinceMended) => found
        .WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Stopped, Sql = ReplicaThreadState.Stopped })
        .WithHistory(Link, new LinkHistory(stoppedFor, null, sinceMended));

    static TimeSpan? Seconds(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
