using System.Collections.Concurrent;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.Logging;

namespace DualMaster.Replication.Copying;

/// <summary>Carries copies out beside the rounds, which go on meanwhile, and remembers what came of them.</summary>
/// <param name="topology">The topology.</param>
/// <param name="connectionStrings">How each node is reached.</param>
/// <param name="account">The replication account.</param>
/// <param name="programs">For servers without the clone plugin.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Begin, progress and end.</param>
sealed class CopyDesk(
    ReplicationTopology topology, IReadOnlyDictionary<string, string> connectionStrings, ReplicationAccount account, CopyPrograms programs,
    TimeProvider time, ILogger logger) : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, CopyJob> jobs = new(StringComparer.Ordinal);
    readonly CancellationTokenSource ending = new();

    static CopyDesk() => ClientFile.Tidy();

    /// <summary>What the nodes were found to be in the last round.</summary>
    public IReadOnlyDictionary<string, NodeState> Found { get; set; } = new Dictionary<string, NodeState>();

    /// <summary>
    /// Copies under way and failed ones. Whoever looks at the nodes afterwards finds one that is not among them as it ended.
    /// </summary>
    public IReadOnlyList<CopyAttempt> Attempts()
    {
        foreach (var (node, _) in jobs.Where(job => job.Value.IsDone))
            jobs.TryRemove(node, out _);
        return [.. jobs.Select(job => new CopyAttempt(job.Key, job.Value.Donor, job.Value.Progress.ToString(), job.Value.Failure, job.Value.MayRetry))];
    }

    /// <summary>Copies under way, for people.</summary>
    public IReadOnlyList<CopyStatus> Status =>
    [
        .. from job in jobs
           where job.Value is { IsDone: false, Failure: null }
           let now = job.Value.Progress
           select new CopyStatus(job.Key, job.Value.Donor, now.Method, now.Phase, now.Bytes, now.TotalBytes, now.BytesPerSecond, now.SecondsLeft),
    ];

    /// <summary>Begins a copy.</summary>
    public void Begin(CopyStep step)
    {
        var (donor, recipient) = (Found[step.Donor].Server, Found[step.Node].Server);
        if (donor is null || recipient is null || jobs.TryGetValue(step.Node, out var former) && former is { Failure: null })
            throw new InvalidOperationException($"{step.Description} is not possible now.");

        var job = new CopyJob(step.Donor, former?.Failures ?? 0, time);
        jobs[step.Node] = job;
        Log.CopyBegan(logger, step.Donor, step.Node);
        job.Begin(
            () => CopyAsync(new CopyEnd(topology.Node(step.Donor), connectionStrings[step.Donor], donor), new CopyEnd(topology.Node(step.Node), connectionStrings[step.Node], recipient), job, ending.Token),
            progress => Log.CopyGoesOn(logger, step.Donor, step.Node, progress.ToString()),
            (progress, seconds) => Log.CopyEnded(logger, step.Donor, step.Node, progress.Method, Math.Round(seconds, 1), progress.Bytes),
            failure => Log.CopyFailed(logger, failure),
            failure => $"{step.Donor} could not be copied to {step.Node} ({failure.Replace(account.Password, "…", StringComparison.Ordinal).TrimEnd('.')}); expected both to answer; {step.Node} is filled by a later attempt, which comes by itself.",
            ending.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        foreach (var job in jobs.Values)
            await job.Task;
        ending.Dispose();
    }

    async Task CopyAsync(CopyEnd donor, CopyEnd recipient, CopyJob job, CancellationToken token)
    {
        await using (donor)
        await using (recipient)
        {
            await LoginCheck.PassAsync(donor, recipient, token);
            // What a dump began no clone goes on with.
            if (recipient.Server.IsHalfCopied || !await new CloneCopy(donor, recipient, account, job.Gauge, time).RunAsync(token))
                await new DumpCopy(donor, recipient, programs, job.Gauge).RunAsync(token);
        }
    }
}
