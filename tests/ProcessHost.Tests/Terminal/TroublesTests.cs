using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class TroublesTests
{
    [Fact]
    public void Nothing_is_wrong_with_what_is_proved() => Of(Statuses.Proved).ShouldBeEmpty();

    [Fact]
    public void A_link_that_is_still_being_laid_is_no_trouble() =>
        Of((Statuses.Proved with { State = TopologyHealth.Wiring, Reasons = ["node1 → node2 is not configured", "still to do: configure node1 → node2"] })
            .WithLink("node1", "node2", link => link with { Io = "notConfigured", Sql = "notConfigured" })).ShouldBeEmpty();

    [Fact]
    public void A_server_that_ended_is_said_to_be_started_again_by_who_runs_it() =>
        Of(Statuses.Degraded("node4 does not answer: nobody listens").WithNode("node4", node => node with { Reachable = false }), ("node4", NodeServerPhase.Restarting))
            .ShouldBe([new Trouble("node4 ended by itself", "mended by itself: it is started again; why it ended: ./run logs node4")]);

    [Fact]
    public void A_paused_link_is_resumed_with_the_statement_that_is_shown() =>
        Of(Statuses.Degraded("node3 → node4: the receiver is stopped (paused by an operator)")
            .WithLink("node3", "node4", link => link with { Desired = "paused", Io = "stopped", Sql = "stopped" }))
            .ShouldBe(
            [
                new Trouble(
                    "node3 → node4 is paused by an operator",
                    "./run mysql node1 -- -e \"INSERT INTO dualmaster.desired_link VALUES (@@server_id, 'node3', 'node4', FALSE, UTC_TIMESTAMP(6)) "
                    + "ON DUPLICATE KEY UPDATE paused = FALSE, written_at = UTC_TIMESTAMP(6)\"",
                    "Resume in the row of the link lets it run again"),
            ]);

    [Fact]
    public void On_the_dashboard_an_error_is_put_right_and_the_link_restarted_in_its_row() =>
        Of(Statuses.Degraded("node3 → node4: the applier is stopped") with
        {
            Decisions = [new DecisionStatus("node3 → node4", "node4 stopped with error 1032.", "-- find the row (docs/operations.md), then POST /links/node3/node4/restart, or on node4: START REPLICA;")],
        }).ShouldContain(new Trouble(
            "node4 stopped with error 1032", "find the row (docs/operations.md), then POST /links/node3/node4/restart, or on node4: START REPLICA;",
            "find the row (docs/operations.md), then Restart in the row of the link"));

    [Fact]
    public void A_blocked_applier_whose_threads_both_run_is_shown_by_the_beat_that_is_missing() =>
        Of(Statuses.Degraded("no new beat of node1 arrived on node2 for 4.2 s"))
            .ShouldBe([new Trouble("no new beat of node1 arrived on node2 for 4.2 s", "what its applier waits for: ./run mysql node2 -- -e \"SHOW PROCESSLIST\"")]);

    [Fact]
    public void Nodes_behind_a_link_that_holds_beats_up_are_not_named_besides_it() =>
        Of(Statuses.Degraded(
                "no new beat of node1 arrived on node3 for 4.2 s: node1 writes them, but node1 → node3 does not pass them on",
                "no new beat of node1 arrived on node4 for 4.2 s: node1 writes them, but they do not reach the nodes that node4 follows"))
            .Select(trouble => trouble.Remedy)
            .ShouldBe(["what its applier waits for: ./run mysql node3 -- -e \"SHOW PROCESSLIST\""]);

    [Fact]
    public void A_writer_that_writes_no_beats_is_asked_and_not_the_node_that_misses_them() =>
        Of(Statuses.Degraded("no new beat of node1 arrived on node2 for 4.2 s: node1 writes none"))
            .Select(trouble => trouble.Remedy)
            .ShouldBe(["what its commits wait for: ./run mysql node1 -- -e \"SHOW PROCESSLIST\""]);

    [Fact]
    public void A_commit_that_waits_is_shown_although_a_link_is_down_too() =>
        Of(Statuses.Degraded("the beat of node1 has been waiting 9.0 s for its commit: its disk is full", "node1 → node2: the receiver is stopped", "no new beat of node1 arrived on node2 for 4.2 s")
            .WithLink("node1", "node2", link => link with { Io = "stopped" }))
            .Select(trouble => trouble.What)
            .ShouldBe(["node1 → node2: the IO thread is stopped", "the beat of node1 has been waiting 9.0 s for its commit: its disk is full"]);

    [Theory]
    [InlineData("/elsewhere/data", "./run logs --data /elsewhere/data node1")]
    [InlineData("/with blank's", "./run logs --data '/with blank'\\''s' node1")]
    [InlineData("./.dualmaster", "./run logs node1")]
    public void A_line_for_the_shell_names_the_data_where_it_is_not_the_usual(string data, string line) => new ShellLine(data).For("logs", "node1").ShouldBe(line);

    static IReadOnlyList<Trouble> Of(TopologyStatus status, params (string Node, NodeServerPhase Phase)[] phases)
    {
        var known = phases.ToDictionary(phase => phase.Node, phase => phase.Phase);
        return new Troubles(new ShellLine(".dualmaster"), () => known).Of(status);
    }
}
