using System.Net;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>Commands over HTTP, as an operator gives them, to the real program and real servers.</summary>
public sealed class CommandTests(ServerUnderTest server)
{
    [Fact]
    public async Task Commands_are_carried_out_by_the_loop_once_remembered_by_every_writer_and_refused_where_they_make_no_sense()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await using var initializer = InitializerProgram.Start(cluster);
        await initializer.UntilProvedAsync();

        (await initializer.PostAsync("/links/node1/node2/pause", key: null)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await initializer.PostAsync("/links/node1/node2/pause", key: "command-key-of-a-test-4pWQ")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await initializer.StatusAsync()).Links[0].Desired.ShouldBe("running");

        (await initializer.PostAsync("/links/node1/node2/pause")).ShouldBe((HttpStatusCode.OK, "node1 → node2 is paused."));
        (await initializer.PostAsync("/links/node1/node2/pause")).ShouldBe((HttpStatusCode.OK, "node1 → node2 is paused already."));
        await initializer.UntilAsync(status => status.Links[0] is { Desired: "paused", Receiver.State: "paused", Applier.State: "paused" }, "paused");
        foreach (var writer in cluster.Topology.Writers)
            (await cluster.QueryAsync(writer.Name, $"SELECT CONCAT(source, ' ', replica, ' ', paused) FROM dualmaster.desired_link WHERE written_by = {writer.ServerId}")).ShouldBe(["node1 node2 1"]);
        (await initializer.PostAsync("/links/node1/node2/restart")).ShouldBe(
            (HttpStatusCode.Conflict, "node1 → node2 is paused; expected it to be running before it can be restarted; resume it instead."));

        (await initializer.PostAsync("/links/node1/node2/resume")).ShouldBe((HttpStatusCode.OK, "node1 → node2 runs again."));
        (await initializer.PostAsync("/links/node1/node2/resume")).ShouldBe((HttpStatusCode.OK, "node1 → node2 is not paused."));
        await initializer.UntilProvedAsync();

        var thread = await ThreadAsync(cluster);
        (await initializer.PostAsync("/links/node1/node2/restart")).ShouldBe((HttpStatusCode.OK, "node1 → node2 was restarted."));
        (await ThreadAsync(cluster)).ShouldNotBe(thread);
        await initializer.UntilProvedAsync();

        // An applier that waits for a lock stops when it has it: until then the link is not said to be paused.
        await using (var blocker = await cluster.OpenAsync("node2"))
        {
            await using var block = new MySqlCommand("FLUSH TABLES WITH READ LOCK", blocker);
            await block.ExecuteNonQueryAsync(Cluster.Token);
            await initializer.UntilAsync(status => status.Links[0].Backlog > 0, "a blocked applier");
            (await initializer.PostAsync("/links/node1/node2/pause")).ShouldBe(
                (HttpStatusCode.Accepted, "node1 → node2 is to be paused, which is written down, and has not stopped yet; it does as soon as node2 answers and what its applier waits for is free."));
            (await initializer.StatusAsync()).ShouldSatisfyAllConditions(
                status => (status.Links[0].Desired, status.Links[0].Sql).ShouldBe(("paused", "running")),
                status => status.Reasons.ShouldContain("node1 → node2 is paused by an operator and its threads have not stopped yet"));
        }

        await initializer.UntilAsync(status => status.Links[0] is { Receiver.State: "paused", Applier.State: "paused" }, "paused");
        (await initializer.PostAsync("/links/node1/node2/resume")).ShouldBe((HttpStatusCode.OK, "node1 → node2 runs again."));
        await initializer.UntilProvedAsync();

        (await initializer.PostAsync("/reprove")).ShouldBe((HttpStatusCode.OK, "Everything is proved anew; /health says when it is."));
        await initializer.UntilProvedAsync();
        (await initializer.PostAsync("/links/node1/node4/pause")).ShouldBe(
            (HttpStatusCode.NotFound, "There is no link node1 → node4; expected one of node1 → node2, node3 → node4, node1 → node3, node3 → node1; correct the path."));
        initializer.Output.ShouldContain("Ordered by 127.0.0.1: pause node1 → node2. Done: node1 → node2 is paused.");

        // At once and against each other: each is answered, they are carried out one after the other, and the last word holds.
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => initializer.PostAsync($"/links/node3/node4/{(number % 2 == 0 ? "pause" : "resume")}")));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        await initializer.PostAsync("/links/node3/node4/resume");
        await initializer.UntilProvedAsync();

        // An order that nobody could remember is not taken.
        foreach (var writer in cluster.Topology.Writers)
        {
            cluster.Servers[writer.Name].RestartOnCrash = false;
            await cluster.Servers[writer.Name].KillAsync();
        }

        await initializer.UntilAsync(status => status.Nodes.Count(node => !node.Reachable) == 2, "both masters gone");
        (await initializer.PostAsync("/links/node1/node2/pause")).ShouldBe(
            (HttpStatusCode.Conflict, "No writer answers that could remember the order; expected one of node1, node3; give it again when one does."));
        (await initializer.PostAsync("/links/node3/node1/restart")).ShouldBe(
            (HttpStatusCode.Conflict, "node1 does not answer; expected it to, because the link is restarted there; give the order again when it does."));
    }

    [Fact]
    public async Task A_pause_holds_for_the_next_initializer_and_one_that_only_observes_takes_no_command()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();

        await using var observer = InitializerProgram.Start(cluster);
        await observer.UntilProvedAsync();
        (await observer.PostAsync("/reprove")).Status.ShouldBe(HttpStatusCode.Conflict);

        // Over the link to node3 that is paused here, the order would never get there.
        (await supervisor.CommandAsync("node1", "node3", Replication.Wiring.LinkCommand.Pause)).Sentence.ShouldBe("node1 → node3 is paused.");
        await supervisor.UntilAsync(status => status.Links[2].Receiver.State == "paused", "paused");
        await supervisor.DisposeAsync();
        var next = await observer.UntilAsync(status => status is { Acting: true }, "the next one to act");
        (next.Links[2].Desired, next.Links[2].Io).ShouldBe(("paused", "stopped"));

        (await observer.PostAsync("/links/node1/node3/resume")).Status.ShouldBe(HttpStatusCode.OK);
        await observer.UntilProvedAsync();
    }

    static async Task<string> ThreadAsync(Cluster cluster) =>
        (await cluster.QueryAsync("node2", "SELECT thread_id FROM performance_schema.replication_connection_status")).ShouldHaveSingleItem();
}
