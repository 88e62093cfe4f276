using System.Data.Common;

namespace DualMaster.Replication.Servers;

/// <summary>
/// What differs between families of servers: statements, names of columns, error numbers. Nothing above it knows a version or a statement.
/// </summary>
public interface IServerDialect
{
    /// <summary>The family that it speaks to.</summary>
    ServerFamily Family { get; }

    /// <summary>Reads settings, transactions and channels; all its results are for <see cref="Parse"/>.</summary>
    /// <param name="lockName">Name of the lock to take, or to go on holding; null to leave it alone.</param>
    SqlStatement Observe(string? lockName);

    /// <summary>Reads the results of <see cref="Observe"/>.</summary>
    /// <param name="reader">At the first result.</param>
    /// <param name="version">The server's version.</param>
    /// <param name="token">Ends the reading.</param>
    /// <returns>The state, as far as the first pass goes.</returns>
    Task<ServerState> Parse(DbDataReader reader, ServerVersion version, CancellationToken token);

    /// <summary>Reads all transactions that the server has, as one text.</summary>
    SqlStatement ReadExecuted { get; }

    /// <summary>Gives the lock back.</summary>
    /// <param name="lockName">Its name.</param>
    SqlStatement ReleaseLock(string lockName);

    /// <summary>Makes the replication account, or makes an existing one right.</summary>
    /// <param name="account">The account.</param>
    /// <param name="requireTls">Whether it may only log in encrypted.</param>
    SqlStatement EnsureAccount(ReplicationAccount account, bool requireTls);

    /// <summary>Points a channel that does not exist, or is stopped, at its source.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="target">Where to and how.</param>
    /// <param name="account">The account to log in with.</param>
    SqlStatement ConfigureChannel(string channel, ChannelTarget target, ReplicationAccount account);

    /// <summary>Starts both threads of a channel.</summary>
    /// <param name="channel">The channel's name.</param>
    SqlStatement StartChannel(string channel);

    /// <summary>Stops both threads of a channel.</summary>
    /// <param name="channel">The channel's name.</param>
    SqlStatement StopChannel(string channel);

    /// <summary>Makes the receiver connect anew at once, instead of sleeping until its next attempt.</summary>
    /// <param name="channel">The channel's name.</param>
    SqlStatement RestartReceiver(string channel);

    /// <summary>Refuses writes of every account, now and after every restart.</summary>
    SqlStatement PersistReadOnly();

    /// <summary>Takes writes until the next restart.</summary>
    SqlStatement OpenForWrites();

    /// <summary>The command by which an operator throws a channel away.</summary>
    /// <param name="channel">The channel's name.</param>
    string ForgetChannelCommand(string channel);
}
