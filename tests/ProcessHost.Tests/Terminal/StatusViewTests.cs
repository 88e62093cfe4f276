using DualMaster.Replication.Watching;
using Shouldly;
using Spectre.Console;
using Spectre.Console.Testing;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class StatusViewTests
{
    const string AllNodes =
        """
          node    role      address          state
        ───────────────────────────────────────────────────────
          node1   master    127.0.0.1:5501   9.7.4, writable
          node2   replica   127.0.0.1:5502   9.7.4, read-only
          node3   master    127.0.0.1:5503   9.7.4, writable
          node4   replica   127.0.0.1:5504   9.7.4, read-only
        """;

    const string AllLinks =
        """
          link            IO thread   SQL thread   lag
        ────────────────────────────────────────────────────
          node1 → node2   running     running      < 0.1 s
          node3 → node4   running     running      < 0.1 s
          node1 → node3   running     running      < 0.1 s
          node3 → node1   running     running      < 0.1 s
        """;

    [Fact]
    public void Servers_that_are_being_started_are_no_trouble()
    {
        var phases = new Dictionary<string, NodeServerPhase>
        {
            ["node1"] = NodeServerPhase.Running, ["node2"] = NodeServerPhase.Starting, ["node3"] = NodeServerPhase.Starting, ["node4"] = NodeServerPhase.Stopped,
        };

        Shown(UnaskedStatus.Of(Statuses.Topology), phases: phases).ShouldBe(
            """
              node    role      address          state
            ───────────────────────────────────────────────
              node1   master    127.0.0.1:5501   started
              node2   replica   127.0.0.1:5502   starting
              node3   master    127.0.0.1:5503   starting
              node4   replica   127.0.0.1:5504   starting

              link            IO thread   SQL thread   lag
            ────────────────────────────────────────────────────
              node1 → node2   unknown     unknown      unknown
              node3 → node4   unknown     unknown      unknown
              node1 → node3   unknown     unknown      unknown
              node3 → node1   unknown     unknown      unknown

            waiting for the servers
            """);
    }

    [Fact]
    public void A_copy_shows_how_far_it_is_beside_the_node_that_it_fills()
    {
        var status = Statuses.Degraded() with { Copies = [new CopyStatus("node3", "node1", "clone", "copying", 121L << 20, 256L << 20, 40 << 20, 3.4)] };

        Shown(status).ShouldContain("  node3   master    127.0.0.1:5503   copy of node1: 47 %, 40 MiB/s, 3 s left");
        Shown(status with { Copies = [new CopyStatus("node3", "node1", "clone", "restarting after the copy", 0, null, null, null)] }).ShouldContain("copy of node1: restarting after the copy");
    }

    [Fact]
    public void Proved_shows_what_stays_in_sight_below() =>
        Shown(Statuses.Proved, footer: ["Connect:  ./run mysql node1", "Ctrl+C stops everything in order."]).ShouldBe(
            $"""
            {AllNodes}

            {AllLinks}

            proved
            Connect:  ./run mysql node1
            Ctrl+C stops everything in order.
            """);

    [Fact]
    public void A_stopped_link_says_when_it_is_started_again_and_what_follows_from_it_is_not_said() =>
        Shown(Statuses.Degraded(
            "node1 → node2: the applier is stopped",
            "no new beat of node1 arrived on node2 for 4.2 s",
            "waiting for the grace of 5 s, before the stopped link node1 → node2 is started again")
            .WithLink("node1", "node2", link => link with { Sql = "stopped", LagSeconds = 6.44 })).ShouldBe(
            $"""
            {AllNodes}

              link            IO thread   SQL thread   lag
            ────────────────────────────────────────────────────
              node1 → node2   running     stopped      6.4 s
              node3 → node4   running     running      < 0.1 s
              node1 → node3   running     running      < 0.1 s
              node3 → node1   running     running      < 0.1 s

            degraded
            ✗ node1 → node2: the SQL thread is stopped
            → mended by itself: waiting for the grace of 5 s, before the stopped link node1
              → node2 is started again
            """);

    [Fact]
    public void A_refusal_is_parted_into_what_was_found_and_the_remedy() =>
        Shown(Statuses.Proved with
        {
            State = TopologyHealth.Refused,
            Refusals = ["node3 has log_bin = OFF; expected ON; set it in the server's configuration and restart the server."],
            Reasons = ["no beat of node1 that this run wrote was seen on node3 yet"],
        }).ShouldBe(
            $"""
            {AllNodes}

            {AllLinks}

            refused
            ✗ node3 has log_bin = OFF; expected ON
            → set it in the server's configuration and restart the server
            """);

    [Fact]
    public void A_decision_is_shown_with_its_command_and_nothing_of_a_row_reaches_the_terminal_as_an_escape_sequence() =>
        Shown(Statuses.Degraded("node3 → node4: the applier is stopped (1062: Duplicate entry)")
            .WithLink("node3", "node4", link => link with { Sql = "stopped", LastError = "1062: Duplicate entry", LagSeconds = null }) with
            {
                Decisions =
                [
                    new("node3 → node4", "node4 stopped with error 1062: Duplicate entry '\e[31m1' for key 't.PRIMARY'", "-- put right what the error names (docs/operations.md), then on node4: START REPLICA FOR CHANNEL '';"),
                    new("node3", "node3 is a writer and refuses writes (read_only is on).", "SET PERSIST super_read_only = OFF;"),
                ],
            }).ShouldBe(
            $"""
            {AllNodes}

              link            IO thread   SQL thread   lag
            ────────────────────────────────────────────────────
              node1 → node2   running     running      < 0.1 s
              node3 → node4   running     stopped      unknown
              node1 → node3   running     running      < 0.1 s
              node3 → node1   running     running      < 0.1 s

            degraded
            ✗ node4 stopped with error 1062: Duplicate entry ' [31m1' for key 't.PRIMARY'
            → put right what the error names (docs/operations.md), then on node4: START
              REPLICA FOR CHANNEL '';
            ✗ node3 is a writer and refuses writes (read_only is on)
            → on node3: SET PERSIST super_read_only = OFF;
            """);

    [Fact]
    public void A_narrow_terminal_gets_fewer_columns_and_lines_that_are_cut_off() =>
        Shown(Statuses.Degraded().WithNode("node2", node => node with { Reachable = false, Error = "nobody listens on 127.0.0.1:5502" }), width: 40).ShouldBe(
            """
              node    state
            ────────────────────────────
              node1   9.7.4, writable
              node2   unreachable
              node3   9.7.4, writable
              node4   9.7.4, read-only

              link            IO        SQL       l…
            ───────────────────────────────────────…
              node1 → node2   running   running   <…
              node3 → node4   running   running   <…
              node1 → node3   running   running   <…
              node3 → node1   running   running   <…

            degraded
            ✗ node2 does not answer: nobody listens
              on 127.0.0.1:5502
            → mended by itself: when its server
              answers again; what it says: ./run
              logs node2
            """);

    [Fact]
    public void Where_it_has_to_fit_links_that_run_and_the_ends_of_long_errors_give_way() =>
        Shown(
            Statuses.Degraded().WithLink("node3", "node1", link => link with { Io = "connecting", LastError = "2003: " + new string('x', 500) }),
            height: 20, fits: true, footer: ["Ctrl+C stops everything in order."]).ShouldBe(
            $"""
            {AllNodes}

              link            IO thread    SQL thread   lag
            ─────────────────────────────────────────────────────
              node3 → node1   connecting   running      < 0.1 s
              … 3 more run

            degraded
            ✗ node3 → node1: the IO thread is connecting (2003:
              {new string('x', 78)}
              {new string('x', 78)}
              {new string('x', 18)}…
            → mended by itself: tried every 2 s, and at once when node3 answers
            Ctrl+C stops everything in order.
            """);

    [Fact]
    public void What_is_wrong_is_red()
    {
        using var console = new TestConsole().EmitAnsiSequences().Colors(ColorSystem.Standard);

        var withheld = Statuses.Proved.WithLink("node3", "node1", link => link with { Delivers = false, LagSeconds = 7 });
        console.Write(new StatusView(withheld, [new Trouble("broken", "mend it")], new Dictionary<string, NodeServerPhase> { ["node2"] = NodeServerPhase.Restarting }));

        console.Output.ShouldContain("\e[91mbroken\e[0m");
        console.Output.ShouldContain("\e[91mrestarting\e[0m");
        console.Output.ShouldContain("\e[91m7.0 s\e[0m");
    }

    static string Shown(
        TopologyStatus status, int width = 80, int height = 24, Dictionary<string, NodeServerPhase>? phases = null, bool fits = false, params string[] footer)
    {
        using var console = new TestConsole { Profile = { Width = width, Height = height } };
        var known = phases ?? [];
        var troubles = new Troubles(new ShellLine(".dualmaster"), () => known).Of(status);
        console.Write(new StatusView(status, troubles, known) { Fits = fits, Footer = footer });
        return console.Output.TrimEnd('\n');
    }
}
