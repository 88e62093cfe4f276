using DualMaster.Replication.Servers;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>What a replica has and no master has is left to an operator, with the exact command.</summary>
public sealed class ErrantTests
{
    [Theory]
    [InlineData("7", "1", "7")]
    [InlineData("7-9", "3", "7")]
    [InlineData("7:9", "2", "7")]
    [InlineData("7-8:11-12", "4", "7")]
    [InlineData("mine:7:9", "2", "mine:7")]
    [InlineData("mine:7-9", "3", "mine:7")]
    public void Errant_transactions_are_a_decision_that_names_the_first_one_exactly(string numbers, string count, string first)
    {
        var found = Found.Wired();
        var uuid = found.Uuid("node2");

        found.With("node2", server => server.Adding($"{uuid}:{numbers}")).Plan().Decisions.ShouldBe(
        [
            new Decision(
                "node2",
                $"node2 has {count} transaction(s) that no master has ({uuid}:{numbers}): it was written to directly, and its rows may differ.",
                "-- compare the rows; when they are the same, or were put right, on node1 for each of them: "
                + $"SET GTID_NEXT='{uuid}:{first}'; BEGIN; COMMIT; SET GTID_NEXT=AUTOMATIC;"),
        ]);
    }

    [Fact]
    public void An_errant_transaction_leads_to_no_step_and_no_refusal()
    {
        var found = Found.Wired();
        var plan = found.With("node2", server => server.Adding($"{found.Uuid("node2")}:7")).Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Refusals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("node1")]
    [InlineData("node3")]
    public void While_a_master_is_away_nobody_knows_what_is_errant(string away)
    {
        var found = Found.Wired();

        found.With("node2", server => server.Adding($"{found.Uuid("node2")}:7")).Without(away).Plan().Decisions.ShouldBeEmpty();
    }

    [Fact]
    public void What_a_master_committed_between_the_two_passes_is_not_errant_on_its_replica()
    {
        var found = Found.Wired();
        var later = GtidSet.Parse($"{found.Uuid("node1")}:500");

        found.With("node1", server => server with { ExecutedLater = server.Executed.Union(later) })
            .With("node2", server => server with { Executed = server.Executed.Union(later) })
            .Plan().Decisions.ShouldBeEmpty();
    }

    [Fact]
    public void Transactions_of_one_master_that_reached_a_replica_past_the_other_are_not_errant()
    {
        var found = Found.Wired();
        var own = $"{found.Uuid("node3")}:500";

        found.With("node3", server => server.Adding(own)).With("node2", server => server.Adding(own)).Plan().Decisions.ShouldBeEmpty();
    }
}
