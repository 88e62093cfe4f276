using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Containers;

/// <summary>What is killed comes back; a row that was acknowledged, and written down outside MySQL, is read from every node.</summary>
[Trait("Needs", "Containers")]
public sealed class KilledTests : IAsyncLifetime
{
    readonly CancellationTokenSource enough = new();
    Surroundings surroundings = null!;
    Task<IReadOnlyList<string>>[] writers = [];

    public async ValueTask InitializeAsync() => surroundings = await Surroundings.MakeAsync();

    [Fact]
    public async Task A_container_that_is_killed_is_started_again_and_its_node_is_proved()
    {
        await using var host = AppHostProgram.Start(surroundings);
        await host.UntilAsync(TopologyHealth.Proved);
        await StartWritingAsync();

        foreach (var node in new[] { "node3", "node2" })
        {
            await surroundings.KillContainerAsync(node);
            await host.UntilAsync(TopologyHealth.Degraded);
            await host.UntilAsync(TopologyHealth.Proved);
        }

        await ShouldLackNothingAsync();
    }

    [Fact]
    public async Task After_the_AppHost_was_killed_and_after_an_orderly_end_the_next_one_finds_everything_and_changes_nothing()
    {
        await using (var killed = AppHostProgram.Start(surroundings))
        {
            await killed.UntilAsync(TopologyHealth.Proved);
            await StartWritingAsync();
            await killed.KillAsync();
        }

        // At once: what the first one started is still being stopped, or never will be; its initializer may answer for a while.
        await using (var next = AppHostProgram.Start(surroundings))
            await next.UntilAsync(TopologyHealth.Proved, changes: 0);

        await using var last = AppHostProgram.Start(surroundings);
        await last.UntilAsync(TopologyHealth.Proved, changes: 0);
        await ShouldLackNothingAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await Task.WhenAll(writers);
        await surroundings.DisposeAsync();
        enough.Dispose();
    }

    async Task StartWritingAsync()
    {
        await Rows.PrepareAsync(surroundings.ConnectionString("node1"));
        await Eventually.HoldsAsync(async () => (await Rows.ReadAsync(surroundings.ConnectionString("node3"))).Count == 0, () => "node3 has no table app.t");
        writers = [.. new[] { "node1", "node3" }.Select(node => Rows.WriteAsync(surroundings.ConnectionString(node), node, enough.Token))];
        foreach (var node in new[] { "node2", "node4" })
            await Eventually.HoldsAsync(async () => (await Rows.ReadAsync(surroundings.ConnectionString(node))).Count >= 20, () => $"{node} gets no rows");
    }

    async Task ShouldLackNothingAsync()
    {
        await enough.CancelAsync();
        var acknowledged = (await Task.WhenAll(writers)).SelectMany(rows => rows).ToHashSet(StringComparer.Ordinal);
        acknowledged.Select(row => row.Split('/')[0]).Distinct().ShouldBe(["node1", "node3"], ignoreOrder: true);
        foreach (var node in Surroundings.Nodes)
        {
            IReadOnlyList<string> missing = [];
            await Eventually.HoldsAsync(
                async () => (missing = [.. acknowledged.Except(await Rows.ReadAsync(surroundings.ConnectionString(node)))]).Count == 0,
                () => $"{node} lacks {missing.Count} of {acknowledged.Count} acknowledged rows: {string.Join(", ", missing.Take(20))}");
        }
    }
}
