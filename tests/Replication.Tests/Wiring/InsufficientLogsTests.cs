using DualMaster.Replication.Servers;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>Whether a link can deliver what its replica lacks is judged by transactions, not by guessing.</summary>
public sealed class InsufficientLogsTests
{
    [Fact]
    public void A_new_replica_of_a_source_without_its_first_logs_is_refused()
    {
        var found = Found.Fresh();
        var old = $"{found.Uuid("node1")}:1-40";
        found = found.With("node1", server => server.Adding(old) with { Purged = GtidSet.Parse(old) }).With("node3", server => server.Adding(old))
            .With("node2", server => server.Adding("99999999-1111-1111-1111-111111111111:1"));

        ShouldBeRefused(found, 40, old);
    }

    [Fact]
    public void A_replica_that_was_away_for_longer_than_the_logs_reach_back_is_refused()
    {
        var found = Purged(Found.Wired(), ReplicaThreadState.Connecting);

        ShouldBeRefused(found, 11, $"{found.Uuid("node1")}:900-910");
    }

    [Fact]
    public void What_was_received_and_not_applied_yet_is_not_missing()
    {
        var found = Purged(Found.Wired(), ReplicaThreadState.Stopped);
        found = found.WithChannel("node2", channel => channel with { Retrieved = GtidSet.Parse($"{found.Uuid("node1")}:900-910") });

        found.Plan().Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void A_receiver_that_runs_shows_that_its_source_has_the_logs() =>
        Purged(Found.Wired(), ReplicaThreadState.Running).Plan().Refusals.ShouldBeEmpty();

    [Fact]
    public void Logs_that_the_replica_does_not_need_may_be_gone()
    {
        var found = Found.Wired();

        found.With("node1", server => server with { Purged = server.Executed }).Plan().Refusals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("node1")]
    [InlineData("node2")]
    public void Nothing_is_judged_while_one_end_does_not_answer(string away) =>
        Purged(Found.Wired(), ReplicaThreadState.Connecting).Without(away).Plan().Refusals.ShouldBeEmpty();

    static PlannerInput Purged(PlannerInput found, ReplicaThreadState receiver)
    {
        var lost = $"{found.Uuid("node1")}:900-910";
        return new[] { "node1", "node3", "node4" }.Aggregate(found, (left, node) => left.With(node, server => server.Adding(lost)))
            .With("node1", server => server with { Purged = server.Executed })
            .With("node3", server => server with { Purged = server.Executed })
            .WithChannel("node2", channel => channel with { Io = receiver });
    }

    static void ShouldBeRefused(PlannerInput found, int count, string transactions)
    {
        var plan = found.Plan();

        plan.Refusals.Single(refusal => refusal.Nodes is ["node2"]).Sentence.ShouldStartWith(
            $"node2 lacks {count} transaction(s) that node1 has and no longer holds in its binary logs ({transactions}); expected logs that reach back to what node2 has; "
            + "copy a healthy node to it (clone plugin, or a dump with --set-gtid-purged=ON) and start again; that is not done unasked, because it is ");
        plan.Steps.ShouldAllBe(step => !step.IsNew && !step.Nodes.Contains("node2"));
    }
}
