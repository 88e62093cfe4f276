using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Containers;

/// <summary>What a started application shows, and what can be done with it.</summary>
[Trait("Needs", "Containers")]
public sealed class ApplicationTests(StartedApplication started) : IClassFixture<StartedApplication>
{
    const string Link = "node1-to-node2";

    [Fact]
    public async Task A_row_that_is_written_on_each_master_is_read_on_all_nodes()
    {
        var strings = new Dictionary<string, string>();
        foreach (var node in Surroundings.Nodes)
            strings[node] = (await started.Application.GetConnectionStringAsync(node, Surroundings.Token)).ShouldNotBeNull();
        await Rows.PrepareAsync(strings["node1"]);
        await Rows.InsertAsync(strings["node1"], "first");
        await Eventually.HoldsAsync(async () => (await Rows.ReadAsync(strings["node3"])).Contains("first"), () => "node3 does not have the first row");

        await Rows.InsertAsync(strings["node3"], "second");

        foreach (var node in Surroundings.Nodes)
            await Eventually.HoldsAsync(async () => (await Rows.ReadAsync(strings[node])).SetEquals(["first", "second"]), () => $"{node} does not have both rows");
        (await Should.ThrowAsync<MySqlException>(() => Rows.InsertAsync(strings["node4"], "third"))).Message.ShouldContain("super-read-only");
    }

    [Fact]
    public async Task What_waits_for_the_topology_starts_when_it_is_proved()
    {
        var dependent = await started.UntilAsync(StartedApplication.Dependent, snapshot => snapshot.State?.Text == KnownResourceStates.Finished);
        var topology = await started.UntilAsync("topology", snapshot => snapshot.StartTimeStamp is not null);

        dependent.Snapshot.ExitCode.ShouldBe(0);
        dependent.Snapshot.StartTimeStamp.ShouldNotBeNull().ShouldBeGreaterThan(topology.Snapshot.StartTimeStamp.ShouldNotBeNull());
    }

    [Fact]
    public async Task Links_say_that_they_run_with_their_lag()
    {
        foreach (var link in new[] { Link, "node1-to-node3", "node3-to-node1", "node3-to-node4" })
        {
            var found = await started.UntilAsync(link, snapshot => snapshot.HealthStatus is not null && snapshot.State?.Text == KnownResourceStates.Running);
            found.Snapshot.State!.Style.ShouldBe(KnownResourceStateStyles.Success);
            found.Snapshot.Properties.Single(property => property.Name == "dualmaster.replication").Value!.ToString().ShouldStartWith("lag ");
        }
    }

    [Fact]
    public async Task A_link_is_paused_and_resumed_by_its_commands()
    {
        await started.UntilAsync(Link, snapshot => snapshot.State?.Text == KnownResourceStates.Running);

        await started.CommandAsync(Link, "replication-pause");
        var paused = await started.UntilAsync(Link, snapshot => snapshot.State?.Text == "Paused");
        paused.Snapshot.State!.Style.ShouldBe(KnownResourceStateStyles.Info);
        Enabled(paused).ShouldBe(["replication-resume"]);

        await started.CommandAsync(Link, "replication-resume");
        Enabled(await started.UntilAsync(Link, snapshot => snapshot.State?.Text == KnownResourceStates.Running)).ShouldBe(["replication-pause", "replication-restart"]);
        await started.UntilAsync("topology", snapshot => snapshot.State?.Text == KnownResourceStates.Running);
    }

    [Fact]
    public async Task The_status_is_a_table_of_nodes_and_links()
    {
        var result = await started.CommandAsync("topology", "replication-status");

        result.Data.ShouldNotBeNull().Value.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries).ElementAtOrDefault(1)).OfType<string>()
            .Where(cell => cell.StartsWith("node", StringComparison.Ordinal)).ShouldBe(
                ["node", "node1", "node2", "node3", "node4", "node1 → node2", "node1 → node3", "node3 → node1", "node3 → node4"]);
    }

    static IEnumerable<string> Enabled(ResourceEvent found) =>
        found.Snapshot.Commands.Where(command => command.State == ResourceCommandState.Enabled).Select(command => command.Name);
}
