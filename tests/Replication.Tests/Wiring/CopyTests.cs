using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>A node to which no link can bring what it lacks is filled by a copy, when it is proved empty and only then.</summary>
public sealed class CopyTests
{
    const string NewUuid = "77777777-1111-1111-1111-111111111111";

    [Theory]
    [InlineData("node1", "node2")]
    [InlineData("node3", "node4")]
    public void An_emptied_master_is_copied_from_its_replica_which_then_lacks_nothing_of_it(string lost, string donor)
    {
        var plan = Emptied(Found.Wired(), lost).Plan();

        plan.Steps.Select(step => step.ToString()).ShouldBe([$"begin to copy {donor} to {lost}, which is empty"]);
        plan.Decisions.ShouldBeEmpty();
        plan.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void A_donor_that_lacks_what_only_another_node_still_has_of_the_lost_one_is_passed_over()
    {
        var found = Found.Wired();
        found = found.With("node3", server => server.Adding($"{found.Uuid("node1")}:900"));

        Copies(Emptied(found, "node1")).ShouldBe([new CopyStep("node1", "node3")]);
    }

    [Fact]
    public void A_replica_that_was_written_to_directly_is_no_donor()
    {
        var found = Found.Wired().With("node2", server => server.Adding("99999999-1111-1111-1111-111111111111:1"));

        Copies(Emptied(found, "node1")).ShouldBe([new CopyStep("node1", "node3")]);
    }

    [Fact]
    public void New_nodes_beside_one_with_purged_logs_are_filled_one_after_the_other_and_sources_before_those_that_follow_them()
    {
        var found = Purged(Found.Wired(), "node1", "node3");
        found = Emptied(Emptied(found, "node4", "66666666-1111-1111-1111-111111111111"), "node3");

        var plan = found.Plan();

        plan.Steps.OfType<CopyStep>().ShouldBe([new CopyStep("node3", "node1")]);
        plan.Waits.ShouldNotContain(wait => wait.Contains("node4 is filled", StringComparison.Ordinal), "its source has no logs that it would lack, yet");
        plan.Steps.Where(step => step is not CopyStep && step.Nodes.Contains("node3")).ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_replica_is_copied_when_its_source_has_purged_its_logs_and_filled_by_its_link_otherwise()
    {
        Copies(Emptied(Purged(Found.Wired(), "node1"), "node2")).ShouldBe([new CopyStep("node2", "node1")]);
        Copies(Emptied(Found.Wired(), "node2")).ShouldBeEmpty();
    }

    [Fact]
    public void While_a_node_is_copied_to_nothing_else_is_done_on_it_and_no_second_copy_begins()
    {
        var found = Emptied(Found.Wired(), "node1");
        found = Emptied(Purged(found, "node3"), "node4", "66666666-1111-1111-1111-111111111111") with { Copies = [new CopyAttempt("node1", "node2", "copying by clone, 1 of 9 MiB")] };

        var plan = found.Plan();

        plan.Steps.Where(step => step.Nodes.Contains("node1") || step is CopyStep).ShouldBeEmpty();
        plan.Waits.ShouldContain("node2 to be copied to node1: copying by clone, 1 of 9 MiB");
        plan.Waits.ShouldContain("another copy to end, before node4 is filled by one");
        plan.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void A_copy_that_failed_is_a_refusal_until_it_is_tried_again()
    {
        var found = Emptied(Found.Wired(), "node1");

        var failed = (found with { Copies = [new CopyAttempt("node1", "node2", "", "It failed.")] }).Plan();
        failed.Refusals.Select(refusal => refusal.Sentence).ShouldBe(["It failed."]);
        failed.Steps.ShouldBeEmpty();
        Copies(found with { Copies = [new CopyAttempt("node1", "node2", "", "It failed.", MayRetry: true)] }).ShouldBe([new CopyStep("node1", "node2")]);
    }

    [Theory]
    [InlineData("1 transaction(s)")]
    [InlineData("it is not known whether it holds tables")]
    public void A_node_that_is_not_proved_empty_is_refused_with_what_was_found(string finding)
    {
        var found = Emptied(Found.Wired(), "node1").With("node1", server => finding switch
        {
            "1 transaction(s)" => server.Adding($"{NewUuid}:1") with { HasUserData = null },
            _ => server with { HasUserData = null },
        });

        var plan = found.Plan();

        plan.Steps.OfType<CopyStep>().ShouldBeEmpty();
        plan.Refusals.ShouldContain(refusal => refusal.Sentence.Contains("that is not done unasked, because it ", StringComparison.Ordinal) && refusal.Sentence.EndsWith($"{finding}.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_with_tables_that_no_log_knows_of_is_not_overwritten()
    {
        var plan = Emptied(Found.Wired(), "node1").With("node1", server => server with { HasUserData = true }).Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Refusals.ShouldContain(refusal => refusal.Sentence.StartsWith("node1 holds tables and knows of no transaction", StringComparison.Ordinal));
    }

    [Fact]
    public void Half_a_copy_is_copied_again_whatever_is_there()
    {
        var found = Emptied(Purged(Found.Wired(), "node1"), "node2").With("node2", server => server with { HasUserData = true, IsHalfCopied = true });

        Copies(found).ShouldBe([new CopyStep("node2", "node1")]);
        found.Plan().Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void Where_no_node_is_known_to_be_healthy_it_is_refused()
    {
        // Whether node4 was written to directly cannot be told without the masters.
        var found = Emptied(Found.Wired(), "node1").Without("node2", "node3");

        var plan = found.Plan();

        plan.Steps.OfType<CopyStep>().ShouldBeEmpty();
        plan.Refusals.ShouldContain(refusal => refusal.Sentence.EndsWith("because no healthy node of its version that answers has all that it lacks.", StringComparison.Ordinal));
    }

    [Fact]
    public void No_copy_begins_before_its_account_can_log_in_at_the_donor() =>
        Copies(Emptied(Found.Wired(), "node1").With("node2", server => server with { Account = AccountState.Unknown })).ShouldBeEmpty();

    [Theory]
    [InlineData("node1", false)]
    [InlineData("node2", true)]
    [InlineData("node3", true)]
    [InlineData("node4", true)]
    public void Whichever_node_loses_its_data_has_all_of_it_again(string lost, bool purged)
    {
        var cluster = new SimulatedCluster(Topologies.Named(Topologies.Default));
        var initializer = new SimulatedInitializer(cluster);
        initializer.RunUntilWired();
        foreach (var master in new[] { "node1", "node3" })
            cluster.Commit(cluster.Node(master), _ => { });
        cluster.Settle(TimeSpan.FromSeconds(1));
        if (purged)
            foreach (var node in cluster.Nodes)
                node.Purge();
        cluster.Node(lost).LoseData(NewUuid);

        initializer.RunUntilWired();
        foreach (var master in new[] { "node1", "node3" })
            cluster.Commit(cluster.Node(master), _ => { });
        cluster.Settle(TimeSpan.FromSeconds(1));

        initializer.Taken.OfType<CopyStep>().Select(step => step.Node).ShouldBe([lost]);
        initializer.Unwired().ShouldBeEmpty();
        cluster.Nodes.ShouldAllBe(node => node.Executed.Count == cluster.Nodes[0].Executed.Count);
    }

    static IEnumerable<CopyStep> Copies(PlannerInput found) => found.Plan().Steps.OfType<CopyStep>();

    static PlannerInput Purged(PlannerInput found, params string[] nodes) =>
        nodes.Aggregate(found, (left, node) => left.With(node, server => server with { Purged = server.Executed }));

    internal static PlannerInput Emptied(PlannerInput found, string node, string uuid = NewUuid) => found.With(node, server => server with
    {
        ServerUuid = uuid,
        Executed = GtidSet.Empty,
        ExecutedLater = GtidSet.Empty,
        Purged = GtidSet.Empty,
        HasUserData = false,
        Channels = [],
        HasStateSchema = false,
        Identities = [],
        DesiredLinks = [],
        Account = AccountState.Missing,
        ReadOnly = false,
        SuperReadOnly = false,
        ReadOnlyPersisted = false,
    });
}
