using System.Collections.Concurrent;
using System.Data.Common;
using DualMaster.Replication.Servers;
using Microsoft.Extensions.Logging;

namespace DualMaster.Replication.Wiring;

/// <summary>The only thing that changes a server; beats, which change nothing that was wired, have a writer of their own.</summary>
/// <param name="sessions">One session a node; each holds the lock that lets this initializer act.</param>
/// <param name="account">The replication account.</param>
/// <param name="logger">One record a step.</param>
sealed class StepExecutor(IReadOnlyDictionary<string, ServerSession> sessions, ReplicationAccount account, ILogger logger)
{
    // What failed how, so that the same failure is told once and not in every round.
    readonly ConcurrentDictionary<string, string> failures = new(StringComparer.Ordinal);
    int taken;
    int changes;

    /// <summary>Steps that changed something.</summary>
    public int Changes => changes;

    /// <summary>Takes steps stage by stage; within one, nodes side by side and each node's in their order.</summary>
    /// <param name="steps">In the order of their stages.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Whether all were taken; what depends on a node on which one failed is left out, and the next round looks again.</returns>
    public async Task<bool> ExecuteAsync(IReadOnlyList<WiringStep> steps, CancellationToken token)
    {
        using var activity = ReplicationTelemetry.Source.StartActivity("wiring");
        activity?.SetTag("dualmaster.steps", steps.Count);
        var failed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stage in steps.GroupBy(step => step.Stage))
        {
            // One node that cannot be changed keeps nobody else from being mended.
            var nodes = stage.Where(step => !step.Nodes.Any(failed.Contains)).GroupBy(step => step.Node);
            failed.UnionWith((await Task.WhenAll(nodes.Select(node => TakeAsync(node, token)))).OfType<string>());
        }

        return failed.Count == 0;
    }

    /// <summary>Takes one step.</summary>
    /// <exception cref="DbException">The server refused it; the next round looks again.</exception>
    public async Task ExecuteAsync(WiringStep step, CancellationToken token)
    {
        using var activity = ReplicationTelemetry.Source.StartActivity(step.GetType().Name);
        activity?.SetTag("dualmaster.step", step.Description);
        activity?.SetTag("dualmaster.node", step.Node);
        try
        {
            foreach (var statement in Statements(step))
                await sessions[step.Node].ExecuteAsync(statement, token);
        }
        catch (Exception failure)
        {
            activity?.AddException(failure);
            throw;
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
    async Task<string?> TakeAsync(IEnumerable<WiringStep> steps, CancellationToken token)
    {
        foreach (var step in steps)
        {
            try
            {
                await ExecuteAsync(step, token);
                failures.TryRemove(step.Description, out _);
            }
            catch (Exception failure) when (!token.IsCancellationRequested && IsOfServer(failure))
            {
                if (failures.GetValueOrDefault(step.Description) != failure.Message)
                    Log.StepFailed(logger, step.Description, failure.Message);
                failures[step.Description] = failure.Message;
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
                [dialect.StopChannel(correct.Channel), dialect.ConfigureChannel(correct.Channel, correct.Target, account)],
            ConfigureChannel configure => [dialect.ConfigureChannel(configure.Channel, configure.Target, account)],
            StartChannel start => [dialect.StartChannel(start.Channel)],
            StopChannel stop => [dialect.StopChannel(stop.Channel)],
            RestartReceiver restart => [dialect.RestartReceiver(restart.Channel)],
            PersistReadOnly => [dialect.PersistReadOnly()],
            OpenWriter => [dialect.OpenForWrites()],
            RecordIdentity remember => [StateSchema.RecordIdentity(remember.Record)],
            _ => throw new NotSupportedException($"There is no way to take the step {step.GetType().Name}."),
        };
    }
}
