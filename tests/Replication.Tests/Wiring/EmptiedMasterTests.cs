using DualMaster.Replication.Servers;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>A server skips events with its own server_id, so no link gives a master back what it lost.</summary>
public sealed class EmptiedMasterTests
{
    const string NewUuid = "77777777-1111-1111-1111-111111111111";

    [Fact]
    public void A_master_that_came_back_empty_under_its_own_uuid_is_refused()
    {
        var found = Found.Wired();
        found = Lacking(Emptied(found, found.Uuid("node3")), seconds: 15);

        ShouldBeRefused(found, $"node3 lacks {Lost(found).Count} transaction(s) that it once committed itself and node1 still has ({Lost(found)})");
    }

    [Fact]
    public void A_master_that_came_back_empty_under_a_new_uuid_is_recognised_by_what_the_others_remember()
    {
        var found = Emptied(Found.Wired(), NewUuid);

        ShouldBeRefused(found, $"node3 lacks {Lost(found).Count} transaction(s) that it once committed itself and node1 still has ({Lost(found)})");
    }

    [Fact]
    public void A_master_that_came_back_empty_is_recognised_while_its_peer_is_away()
    {
        var found = Emptied(Found.Wired(), NewUuid).Without("node1");

        ShouldBeRefused(found, $"node3 lacks {Lost(found).Count} transaction(s) that it once committed itself and node2 still has ({Lost(found)})");
    }

    [Fact]
    public void A_master_that_lost_its_last_transactions_only_is_refused()
    {
        var found = Found.Wired();
        var own = $"{found.Uuid("node3")}:500-502";
        found = new[] { "node1", "node2", "node4" }.Aggregate(found, (left, node) => left.With(node, server => server.Adding(own)));

        ShouldBeRefused(Lacking(found, seconds: 15), $"node3 lacks 3 transaction(s) that it once committed itself and node1 still has ({own})", $"it is not empty: it has {found.Server("node3")!.Executed.Count} transaction(s)");
    }

    [Fact]
    public void A_commit_that_the_replicas_have_before_the_source_shows_it_is_waited_for()
    {
        var found = Found.Wired();
        found = new[] { "node2", "node3" }.Aggregate(found, (left, node) => left.With(node, server => server.Adding($"{found.Uuid("node1")}:500")));
        found = found.WithChannel("node1", channel => channel with { Io = ReplicaThreadState.Stopped, Sql = ReplicaThreadState.Stopped });

        var plan = (found with { LackingOwnFor = new Dictionary<string, TimeSpan> { ["node1"] = TimeSpan.FromSeconds(14.9) } }).Plan();

        plan.Refusals.ShouldBeEmpty();
        plan.Steps.ShouldBeEmpty();
        plan.Waits.ShouldContain("node1 to show transactions of its own that other nodes have: a commit may be under way");
    }

    [Fact]
    public void A_replica_that_came_back_empty_is_filled_by_its_link()
    {
        var found = Found.Wired().With("node4", server => server with
        {
            ServerUuid = NewUuid,
            Executed = GtidSet.Empty,
            ExecutedLater = GtidSet.Empty,
            Channels = [],
            ReadOnly = false,
            SuperReadOnly = false,
            ReadOnlyPersisted = false,
            HasStateSchema = false,
            Identities = [],
            Account = AccountState.Missing,
        });

        var plan = found.Plan();

        plan.Refusals.ShouldBeEmpty();
        plan.Steps.Select(step => step.ToString()).ShouldBe(
        [
            "configure the link node3 → node4 at 127.0.0.1:5503",
            "start the link node3 → node4",
            "make node4 read-only, over restarts too",
            $"remember on node1 that node4 is server {NewUuid}",
        ]);
    }

    [Fact]
    public void Masters_that_have_transactions_which_the_other_has_not_seen_yet_raise_no_alarm()
    {
        var found = Found.Wired();
        var (first, third) = ($"{found.Uuid("node1")}:100-120", $"{found.Uuid("node3")}:200-220");
        found = found.With("node1", server => server.Adding(first)).With("node3", server => server.Adding(third));

        var plan = found.Plan();

        plan.Refusals.ShouldBeEmpty();
        plan.Decisions.ShouldBeEmpty();
        plan.Steps.ShouldBeEmpty();
    }

    [Fact]
    public void What_a_peer_already_had_before_this_one_was_read_again_raises_no_alarm()
    {
        var found = Found.Wired();
        var own = GtidSet.Parse($"{found.Uuid("node1")}:300");
        found = found
            .With("node1", server => server with { ExecutedLater = server.Executed.Union(own) })
            .With("node3", server => server with { Executed = server.Executed.Union(own), ExecutedLater = server.Executed.Union(own) });

        found.Plan().Refusals.ShouldBeEmpty();
    }

    static PlannerInput Emptied(PlannerInput found, string uuid) => found.With("node3", server => server with
    {
        ServerUuid = uuid,
        Executed = GtidSet.Empty,
        ExecutedLater = GtidSet.Empty,
        Channels = [],
        HasStateSchema = false,
        Identities = [],
        Account = AccountState.Missing,
    });

    static GtidSet Lost(PlannerInput found) => found.Server("node2")!.Executed.From(new HashSet<string> { found.Uuid("node3") });

    static void ShouldBeRefused(PlannerInput found, string finding, string obstacle = "it is not known whether it holds tables")
    {
        var plan = found.Plan();

        plan.Refusals.Select(refusal => refusal.Sentence).ShouldBe(
        [
            finding + ": its data was emptied or exchanged; expected them to be there, because a server skips events with its own server_id and a link would say Yes "
            + $"and deliver nothing of them; copy a healthy node to it (clone plugin, or a dump with --set-gtid-purged=ON) and start again; that is not done unasked, because {obstacle}.",
        ]);
        plan.Refusals[0].Nodes.ShouldBe(["node3"]);
        plan.Steps.ShouldBeEmpty();
    }

    static PlannerInput Lacking(PlannerInput found, double seconds) =>
        found with { LackingOwnFor = new Dictionary<string, TimeSpan> { ["node3"] = TimeSpan.FromSeconds(seconds) } };
}
