using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using DualMaster.Replication.Servers;
using Microsoft.Extensions.Logging;

namespace DualMaster.Replication.Wiring;

/// <summary>The only thing that changes a server; beats, which change nothing that was wired, have a writer of their own.</summary>
/// <param name="sessions">One session a node; each holds the lock that lets this initializer act.</param>
/// <param name="account">The replication account.</param>
/// <param name="logger">One record a step.</param>
/// <param name="copy">Begins a copy; null where none is planned.</param>
sealed class StepExecutor(IReadOnlyDictionary<string, ServerSession> sessions, ReplicationAccount account, ILogger logger, Action<CopyStep>? copy = null)
{
    // What failed how, so that the same failure is told once and not in every round. A server may quote the statement.
    readonly ConcurrentDictionary<string, string> failures = new(StringComparer.Ordinal);
    int taken;
    int changes;

    /// <summary>Steps that changed something.</summary>
    public int Changes => changes;

    /// <summary>Takes steps stage by stage; within one, nodes side by side and each node's in their order.</summary>
    /// <param name="steps">In the order of their stages.</param>
    /// <param name="trace">Has a span for each.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Those that were taken; what depends on a node on which one failed is left out, and the next round looks again.</returns>
    public async Task<IReadOnlyList<WiringStep>> ExecuteAsync(IReadOnlyList<WiringStep> steps, WiringTrace trace, CancellationToken token)
    {
        var done = new ConcurrentQueue<WiringStep>();
        var failed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stage in steps.GroupBy(step => step.Stage))
        {
            // One node that cannot be changed keeps nobody else from being mended.
            var nodes = stage.Where(step => !step.Nodes.Any(failed.Contains)).GroupBy(step => step.Node);
            failed.UnionWith((await Task.WhenAll(nodes.Select(node => TakeAsync(node, trace, done, token)))).OfType<string>());
        }

        return [.. done];
    }

    /// <summary>Takes one step.</summary>
    /// <exception cref="DbException">The server refused it; the next round looks again.</exception>
    public async Task ExecuteAsync(WiringStep step, CancellationToken token)
    {
        if (step is CopyStep begin)
            (copy ?? throw new NotSupportedException("Nobody here copies."))(begin);
        var span = Activity.Current;
        foreach (var statement in Statements(step))
        {
            // The driver's own span of it would carry what the server says of it, which may quote the statement.
            Activity.Current = statement.HasSecret ? null : span;
            await sessions[step.Node].ExecuteAsync(statement, token);
            Activity.Current = span;
        }

        if (step.IsChange)
            Interlocked.Increment(ref changes);
        Log.StepDone(logger, Interlocked.Increment(ref taken), step.Description);
    }

    /// <summary>Gives a node's lock back to another initializer; where that fails, the connection is gone and the lock with it.</summary>
    public async Task ReleaseAsync(string node, string lockName, CancellationToken token)
    {
        try
        {
            if (sessions[node].Dialect is { } dialect)
                await sessions[node].ExecuteAsync(dialect.ReleaseLock(lockName), token);
        }
        catch (Exception failure) when (!token.IsCancellationRequested && IsOfServer(failure))
        {
            // The observation of the next round finds out why.
        }
    }

    /// <returns>The node when a step on it failed, else null.</returns>
    async Task<string?> TakeAsync(IEnumerable<WiringStep> steps, WiringTrace trace, ConcurrentQueue<WiringStep> done, CancellationToken token)
    {
        foreach (var step in steps)
        {
            using var span = trace.StartStep(step);
            try
            {
                await ExecuteAsync(step, token);
                failures.TryRemove(step.Description, out _);
                done.Enqueue(step);
            }
            catch (Exception failure) when (!token.IsCancellationRequested && IsOfServer(failure))
            {
                var reason = failure.Message.Replace(account.Password, "…", StringComparison.Ordinal);
                if (failures.GetValueOrDefault(step.Description) != reason)
                    Log.StepFailed(logger, step.Description, reason);
                failures[step.Description] = reason;
                span?.SetStatus(ActivityStatusCode.Error, reason);
                return step.Node;
            }
        }

        return null;
    }

    static bool IsOfServer(Exception failure) => failure is DbException or InvalidOperationException or IOException;

    IEnumerable<SqlStatement> Statements(WiringStep step)
    {
        var dialect = sessions[step.Node].Dialect
            ?? throw new InvalidOperationException($"{step.Node} was never observed.");
        return step switch
        {
            EnsureReplicationAccount ensure => [dialect.EnsureAccount(account, ensure.RequireTls)],
            CreateStateSchema => [StateSchema.Create],
            ConfigureChannel { Exists: true } correct =>
                [dialect.StopChannel(correct.Channel), dialect.ConfigureChannel(correct.Channel, correct.Target, account, correct.From)],
            ConfigureChannel configure => [dialect.ConfigureChannel(configure.Channel, configure.Target, account, configure.From)],
            StartChannel { SkipsOwn: true } start => [dialect.StopChannel(start.Channel), dialect.AskForNoneOfItsOwn, dialect.StartChannel(start.Channel)],
            StartChannel start => [dialect.StartChannel(start.Channel)],
            StopChannel stop => [dialect.StopChannel(stop.Channel)],
            RestartChannel restart => [dialect.StopChannel(restart.Channel), dialect.StartChannel(restart.Channel)],
            RecordDesiredLink order => [StateSchema.RecordDesiredLink(order.Desired)],
            RestartReceiver restart => [dialect.RestartReceiver(restart.Channel)],
            PersistReadOnly => [dialect.PersistReadOnly()],
            OpenWriter => [dialect.OpenForWrites()],
            // It has connections of its own, and takes longer than a round.
            CopyStep => [],
            RecordIdentity remember => [StateSchema.RecordIdentity(remember.Record)],
            _ => throw new NotSupportedException($"There is no way to take the step {step.GetType().Name}."),
        };
    }
}
