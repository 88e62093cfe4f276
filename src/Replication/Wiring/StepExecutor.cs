using System.Data.Common;
using DualMaster.Replication.Servers;
using Microsoft.Extensions.Logging;

namespace DualMaster.Replication.Wiring;

/// <summary>The only thing that writes to a server.</summary>
/// <param name="sessions">One session a node; each holds the lock that lets this initializer act.</param>
/// <param name="account">The replication account.</param>
/// <param name="logger">One record a step.</param>
sealed class StepExecutor(IReadOnlyDictionary<string, ServerSession> sessions, ReplicationAccount account, ILogger logger)
{
    int taken;
    int changes;

    /// <summary>Steps that changed something.</summary>
    public int Changes => changes;

    /// <summary>Takes steps stage by stage; within one, nodes side by side and each node's in their order.</summary>
    /// <param name="steps">In the order of their stages.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Whether all were taken; after one that failed no later stage is begun, and the next round looks again.</returns>
    public async Task<bool> ExecuteAsync(IReadOnlyList<WiringStep> steps, CancellationToken token)
    {
        using var activity = ReplicationTelemetry.Source.StartActivity("wiring");
        activity?.SetTag("dualmaster.steps", steps.Count);
        foreach (var stage in steps.GroupBy(step => step.Stage))
        {
            var taken = await Task.WhenAll(stage.GroupBy(step => step.Node).Select(node => TakeAsync(node, token)));
            if (!taken.All(all => all))
                return false;
        }

        return true;
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

    /// <summary>Writes a writer's beat; not a step, because it is written in every round and changes nothing that was wired.</summary>
    public Task BeatAsync(string node, uint serverId, string nonce, long sequence, CancellationToken token) =>
        sessions[node].ExecuteAsync(StateSchema.WriteBeat(serverId, nonce, sequence), token);

    /// <summary>Gives a node's lock back to another initializer.</summary>
    public Task ReleaseAsync(string node, string lockName, CancellationToken token) =>
        sessions[node].Dialect is { } dialect ? sessions[node].ExecuteAsync(dialect.ReleaseLock(lockName), token) : Task.CompletedTask;

    async Task<bool> TakeAsync(IEnumerable<WiringStep> steps, CancellationToken token)
    {
        foreach (var step in steps)
        {
            try
            {
                await ExecuteAsync(step, token);
            }
            catch (Exception failure) when (!token.IsCancellationRequested && failure is DbException or InvalidOperationException or IOException)
            {
                Log.StepFailed(logger, step.Description, failure.Message);
                return false;
            }
        }

        return true;
    }

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
