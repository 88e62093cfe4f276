using System.Collections.Concurrent;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Shouldly;

namespace DualMaster.EndToEnd;

/// <summary>The loop, running beside the test.</summary>
sealed class RunningSupervisor : IAsyncDisposable
{
    readonly CancellationTokenSource stopping = new();
    readonly TopologySupervisor supervisor;
    readonly Task loop;

    public RunningSupervisor(TopologySupervisor supervisor)
    {
        this.supervisor = supervisor;
        loop = supervisor.RunAsync(stopping.Token);
    }

    public ReplicationMetrics Meter(System.Diagnostics.Metrics.IMeterFactory meters) => new(meters, supervisor);

    public TopologyStatus Status => supervisor.Status;

    public Task<CommandOutcome> CommandAsync(string source, string replica, LinkCommand command) =>
        supervisor.CommandAsync(source, replica, command, "a test", Cluster.Token);

    /// <summary>Waits until a round ends whose status is as expected.</summary>
    public async Task<TopologyStatus> UntilAsync(Func<TopologyStatus, bool> expected, string what, TimeSpan? patience = null)
    {
        var seen = new TaskCompletionSource<TopologyStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, EventArgs ended)
        {
            if (expected(supervisor.Status))
                seen.TrySetResult(supervisor.Status);
        }

        supervisor.RoundEnded += Look;
        try
        {
            Look(null, EventArgs.Empty);
            var first = await Task.WhenAny(seen.Task, loop).WaitAsync(patience ?? Cluster.Patience, Cluster.Token);
            if (first == loop)
                await loop;
            return await seen.Task;
        }
        catch (TimeoutException)
        {
            throw new ShouldAssertException($"expected {what}, found {supervisor.Status.State}: {string.Join("; ", supervisor.Status.Refusals.Concat(supervisor.Status.Reasons))}");
        }
        finally
        {
            supervisor.RoundEnded -= Look;
        }
    }

    /// <summary>The status of every round, up to the last one that is wanted.</summary>
    public async Task<IReadOnlyCollection<TopologyStatus>> RoundsAsync(Func<TopologyStatus, bool> isLast)
    {
        var rounds = new ConcurrentQueue<TopologyStatus>();
        await UntilAsync(
            status =>
            {
                rounds.Enqueue(status);
                return isLast(status);
            },
            "the last round of those watched");
        return rounds;
    }

    /// <inheritdoc cref="RoundsAsync(Func{TopologyStatus, bool})"/>
    public Task<IReadOnlyCollection<TopologyStatus>> RoundsAsync(int atLeast)
    {
        // The first that is seen has ended already.
        var ended = -1;
        return RoundsAsync(_ => Interlocked.Increment(ref ended) >= atLeast);
    }

    public Task<TopologyStatus> UntilProvedAsync() => UntilAsync(status => status.State == TopologyHealth.Proved, "proved");

    public async ValueTask DisposeAsync()
    {
        if (loop.IsCanceled)
            return;

        await stopping.CancelAsync();
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
        }

        await supervisor.DisposeAsync();
        stopping.Dispose();
    }
}
