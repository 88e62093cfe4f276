using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>Links that begin by file and position, between servers without GTIDs.</summary>
public sealed class PositionTests
{
    static readonly BinaryLogs Complete = new(new LogPosition("binlog.000001", 0), new LogPosition("binlog.000003", 500));

    static readonly LogPosition Applied = new("binlog.000003", 400);

    [Fact]
    public void A_new_link_begins_at_the_beginning_of_its_sources_logs()
    {
        var plan = Fresh().Plan();

        plan.Refusals.ShouldBeEmpty();
        plan.Steps.OfType<ConfigureChannel>().Select(step => (step.Target.AutoPosition, step.From)).ShouldBe(Enumerable.Repeat((false, (LogPosition?)null), 4));
        plan.Notes.ShouldBe(
        [
            "Links begin by file and position: a replica cannot be moved to another source, and after the loss of a channel or of old logs it has to be copied.",
            "Without GTIDs it is not known which transactions a node lacks, or has and no master has; that beats arrive in the order of the log is all that proves it.",
        ]);
    }

    [Fact]
    public void A_wired_topology_is_left_alone() => Wired().Plan().Steps.ShouldBeEmpty();

    [Fact]
    public void A_new_link_is_refused_where_the_logs_of_a_source_with_rows_do_not_reach_back() =>
        ShouldBeRefused(
            Fresh().With("node1", server => server with { HasUserData = true, Logs = Complete with { First = new LogPosition("binlog.000002", 0) } }),
            "node2", "the binary logs of node1 do not reach back to its beginning");

    [Fact]
    public void A_new_link_is_refused_where_its_replica_followed_before_and_the_position_is_lost() =>
        ShouldBeRefused(
            Wired().With("node2", server => server with { Channels = [], Beats = [new Beat(1, "nonce", 7, TimeSpan.Zero)] }),
            "node2", "node2 has followed node1 before, and where it was is lost");

    [Fact]
    public void A_new_link_is_refused_where_both_hold_rows() =>
        ShouldBeRefused(
            Fresh().With("node1", server => server with { HasUserData = true }).With("node2", server => server with { HasUserData = true }),
            "node2", "both hold tables, and nothing tells what node2 has of node1");

    [Fact]
    public void A_master_that_is_another_server_than_it_was_without_its_data_is_refused()
    {
        var found = Wired().With("node3", server => server with { ServerUuid = "77777777-1111-1111-1111-111111111111", Identities = [], Channels = [] });

        found.Plan().Refusals.Select(refusal => refusal.Sentence).ShouldContain(sentence => sentence.StartsWith(
            $"node3 was server {found.Uuid("node3")} and is 77777777-1111-1111-1111-111111111111 now, without any of its data: it was emptied or exchanged;", StringComparison.Ordinal));
    }

    [Fact]
    public void Links_that_began_by_gtid_are_refused_on_a_server_that_has_none_any_more() =>
        Wired().WithChannel("node2", channel => channel with { Target = channel.Target with { AutoPosition = true } }).Plan().Refusals.Select(refusal => refusal.Sentence).ShouldBe(
            ["node2 follows 127.0.0.1:5501 by GTID and has gtid_mode off; expected gtid_mode ON, as when the link was laid; set it in the server's configuration, and Topology:Positioning to Gtid."]);

    [Fact]
    public void A_link_is_corrected_at_the_position_that_it_has_applied_and_is_stopped_before_that_is_read()
    {
        var found = Wired().WithChannel("node2", channel => channel with { Target = channel.Target with { Port = 1 } });
        var link = found.Link("node1", "node2");

        found.Plan().Steps.ShouldBe([new StopChannel(link, "", IsOrdered: false)]);
        found.WithChannel("node2", Stopped).Plan().Steps.ShouldBe(
            [new ConfigureChannel(link, "", Wired().Server("node2")!.Channels[0].Target, Exists: true, Applied), new StartChannel(link, "")]);
    }

    [Fact]
    public void A_position_in_the_logs_of_another_server_is_a_decision()
    {
        var found = Wired().With("node1", server => server with { ServerUuid = "77777777-1111-1111-1111-111111111111" })
            .WithChannel("node2", channel => channel with { Target = channel.Target with { Port = 1 } });

        var plan = found.Plan();

        plan.Steps.OfType<ConfigureChannel>().ShouldBeEmpty();
        plan.Decisions.ShouldContain(decision => decision.Finding.StartsWith($"node2 has a position in the logs of server {found.Uuid("node1")}, and node1 is 77777777", StringComparison.Ordinal));
    }

    [Fact]
    public void A_position_that_the_logs_no_longer_hold_is_waited_for()
    {
        var found = Wired().WithChannel("node2", channel => Stopped(channel) with { Target = channel.Target with { Port = 1 }, Applied = new LogPosition("binlog.000001", 4) })
            .With("node1", server => server with { Logs = Complete with { First = new LogPosition("binlog.000002", 0) } });

        found.Plan().Waits.ShouldContain("node2 to apply what node1 could not send again, before the link node1 → node2 is corrected");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_link_goes_over_to_gtids_when_something_that_has_one_came_by_it(bool came)
    {
        // Servers that got GTIDs just now, with what they committed before still on its way.
        var found = Found.Wired().WithChannel("node2", channel => channel with { Target = channel.Target with { AutoPosition = false } });
        if (!came)
            found = found.With("node2", server => server.Lacking($"{found.Uuid("node1")}:1-1000000"));

        found.Plan().Steps.OfType<ConfigureChannel>().Select(step => step.Target.AutoPosition).ShouldBe(came ? [true] : []);
    }

    [Theory]
    [InlineData("binlog.000009", 900, "binlog.000010", 4, true)]
    [InlineData("binlog.999999", 4, "binlog.1000000", 4, true)]
    [InlineData("binlog.000003", 4, "binlog.000003", 5, true)]
    [InlineData("binlog.000003", 5, "binlog.000003", 5, false)]
    [InlineData("", 0, "binlog.000001", 4, true)]
    public void Positions_are_compared_by_number_and_offset(string file, long offset, string other, long otherOffset, bool before) =>
        new LogPosition(file, offset).IsBefore(new LogPosition(other, otherOffset)).ShouldBe(before);

    static void ShouldBeRefused(PlannerInput found, string node, string hindrance)
    {
        var refusal = found.Plan().Refusals.Single(refused => refused.Nodes.SequenceEqual([node]));

        refusal.Sentence.ShouldStartWith($"The link node1 → {node} would have to begin at the beginning of the logs of node1, but {hindrance}; expected complete logs and a replica without anything of them;");
    }

    static ChannelState Stopped(ChannelState channel) => channel with { Io = ReplicaThreadState.Stopped, Sql = ReplicaThreadState.Stopped };

    static PlannerInput Fresh() => WithoutGtids(Found.Fresh(Topologies.ByPosition));

    static PlannerInput Wired() => WithoutGtids(Found.Wired(Topologies.ByPosition));

    static PlannerInput WithoutGtids(PlannerInput input) => input.Topology.Nodes.Aggregate(input, (left, node) => left.With(node.Name, server => server with
    {
        HasGtids = false,
        Executed = GtidSet.Empty,
        ExecutedLater = GtidSet.Empty,
        HasUserData = false,
        Logs = Complete,
        Channels = [.. server.Channels.Select(channel => channel with { Applied = Applied, Retrieved = GtidSet.Empty })],
    }));
}
