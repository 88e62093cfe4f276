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

    /// <summary>Steps that changed something.</summary>
    public int Changes { get; private set; }

    /// <summary>Takes one step.</summary>
    /// <exception cref="System.Data.Common.DbException">The server refused it; the next round looks again.</exception>
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

        taken++;
        Changes += step.IsChange ? 1 : 0;
        Log.StepDone(logger, taken, step.Description);
    }

    /// <summary>Writes a writer's beat; not a step, because it is written in every round and changes nothing that was wired.</summary>
    public Task BeatAsync(string node, uint serverId, string nonce, long sequence, CancellationToken token) =>
        sessions[node].ExecuteAsync(StateSchema.WriteBeat(serverId, nonce, sequence), token);

    /// <summary>Gives a node's lock back to another initializer.</summary>
    public Task ReleaseAsync(string node, string lockName, CancellationToken token) =>
        sessions[node].Dialect is { } dialect ? sessions[node].ExecuteAsync(dialect.ReleaseLock(lockName), token) : Task.CompletedTask;

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
