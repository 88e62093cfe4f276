using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>A master of MariaDB that its source refuses because of its own transactions goes on, and none of them is asked for again.</summary>
public sealed class OwnTransactionsTests
{
    static readonly TopologyLink Link = Topologies.Named(Topologies.Default).Link("node3", "node1");

    [Theory]
    [InlineData("", "", false)]
    [InlineData("1-1-800", "", true)]
    [InlineData("1-1-800", "1-1-799", true)]
    [InlineData("1-1-800", "1-1-800", false)]
    [InlineData("1-1-800", "1-1-900,3-3-5", false)]
    [InlineData("3-3-5", "", false)]
    public void One_that_would_ask_for_what_its_source_purged_is_told_not_to_before_it_is_started(string purged, string returned, bool skips) =>
        LinkPlanner.Start(Found(purged, returned, "1-1-900,3-3-5", null), Link, "").SkipsOwn.ShouldBe(skips);

    [Fact]
    public void A_server_that_asks_for_none_of_its_own_has_nothing_to_be_told() =>
        LinkPlanner.Start(Wiring.Found.Wired().With("node3", server => server with { Purged = server.Executed }), Link, "").SkipsOwn.ShouldBeFalse();

    [Fact]
    public void A_receiver_that_stopped_because_of_it_is_started_in_spite_of_its_final_error()
    {
        var draft = Plan(Found("1-1-800", "", "1-1-900,3-3-5", "Got fatal error 1236: 'Could not find GTID state requested by slave in any binlog files.'"));

        draft.Steps.ShouldBe([new StartChannel(Link, "") { SkipsOwn = true }]);
        draft.Decisions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1-1-849,3-3-5", "node3 to receive 1 transaction(s) from node1, before the link node3 → node1 is started again")]
    [InlineData("1-1-850,3-3-5", null)]
    public void One_that_was_ahead_of_its_source_is_started_as_soon_as_that_has_as_much(string received, string? wait)
    {
        var draft = Plan(Found("1-1-800", "1-1-850", received, Ahead("1-1-850")));

        draft.Steps.ShouldBe(wait is null ? [new StartChannel(Link, "")] : []);
        draft.Waits.ShouldBe(wait is null ? [] : [wait]);
        draft.Decisions.ShouldBeEmpty();
    }

    [Fact]
    public void One_that_asks_in_vain_for_anothers_transactions_is_a_decision() =>
        Plan(Found("1-1-800", "1-1-850", "1-1-900,3-3-5", Ahead("3-3-9"))).Decisions.ShouldHaveSingleItem().Finding.ShouldContain("1236");

    static string Ahead(string gtid) =>
        $"Got fatal error 1236 from master when reading data from binary log: 'Error: connecting slave requested to start from GTID {gtid}, which is not in the master's binlog'";

    static PlanDraft Plan(PlannerInput found)
    {
        var draft = new PlanDraft();
        LinkPlanner.PlanThreads(found, Link, found.Server("node1")!.Channels.Single(), draft);
        return draft;
    }

    static PlannerInput Found(string purged, string returned, string executedByNode3, string? error) => Wiring.Found.Wired()
        .With("node1", server => MariaDb(server, "1-1-900,3-3-5") with { Returned = MariaDbGtids.Parse(returned) })
        .With("node3", server => MariaDb(server, executedByNode3) with { Purged = MariaDbGtids.Parse(purged) })
        .WithChannel("node1", channel => error is null ? channel : channel with { Io = ReplicaThreadState.Stopped, IoError = new(1236, error, ReplicationErrorKind.Final) })
        .WithHistory(Link, new LinkHistory(TimeSpan.FromHours(1), null, null));

    static ServerState MariaDb(ServerState server, string executed) => server.As(Wiring.Found.Version("10.11.19-MariaDB")) with
    {
        ServerUuid = null, Executed = MariaDbGtids.Parse(executed), ExecutedLater = MariaDbGtids.Parse(executed),
    };
}
