using System.Data.Common;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Servers;

/// <summary>
/// What differs between families of servers, and between versions of one: statements, names of columns, error numbers, options.
/// Nothing above it knows a version or a statement.
/// </summary>
public interface IServerDialect
{
    /// <summary>The family that it speaks to.</summary>
    ServerFamily Family { get; }

    /// <summary>Whether such a server can follow more than one source, by a channel each.</summary>
    bool HasChannels { get; }

    /// <summary>Reads, once a connection, what a server must not be; rows of a name and a value, for <see cref="ServerSuitability"/>.</summary>
    SqlStatement Suitability { get; }

    /// <summary>Reads settings, transactions and channels; all its results are for <see cref="Parse"/>.</summary>
    /// <param name="lockName">Name of the lock to take, or to go on holding; null to leave it alone.</param>
    /// <param name="positioning">Whether the binary logs are of interest.</param>
    SqlStatement Observe(string? lockName, Positioning positioning);

    /// <summary>Reads the results of <see cref="Observe"/>.</summary>
    /// <param name="reader">At the first result.</param>
    /// <param name="version">The server's version.</param>
    /// <param name="token">Ends the reading.</param>
    /// <returns>The state, as far as the first pass goes.</returns>
    Task<ServerState> Parse(DbDataReader reader, ServerVersion version, CancellationToken token);

    /// <summary>Reads once more all transactions that the server has, as one row for <see cref="ParseAgain"/>.</summary>
    /// <param name="first">What the first pass found.</param>
    SqlStatement ObserveAgain(ServerState first);

    /// <summary>Reads the row of <see cref="ObserveAgain"/>.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">What the first pass found.</param>
    /// <returns>The same with what the second pass found.</returns>
    ServerState ParseAgain(DbDataReader row, ServerState first);

    /// <summary>Gives the lock back.</summary>
    /// <param name="lockName">Its name.</param>
    SqlStatement ReleaseLock(string lockName);

    /// <summary>Makes the replication account, or makes an existing one right.</summary>
    /// <param name="account">The account.</param>
    /// <param name="requireTls">Whether it may only log in encrypted.</param>
    SqlStatement EnsureAccount(ReplicationAccount account, bool requireTls);

    /// <summary>What such a server can keep of a target; what it cannot say is as it says it.</summary>
    /// <param name="wanted">The target that is wanted.</param>
    ChannelTarget Attainable(ChannelTarget wanted);

    /// <summary>Points a channel that does not exist, or is stopped, at its source.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="target">Where to and how.</param>
    /// <param name="account">The account to log in with.</param>
    /// <param name="from">Where in the source's logs it begins, without GTIDs; null for the beginning of the first.</param>
    SqlStatement ConfigureChannel(string channel, ChannelTarget target, ReplicationAccount account, LogPosition? from = null);

    /// <summary>Starts both threads of a channel.</summary>
    /// <param name="channel">The channel's name.</param>
    SqlStatement StartChannel(string channel);

    /// <summary>Makes a server whose channels are stopped ask its sources for none of its own transactions that it has: see <see cref="ServerState.Returned"/>.</summary>
    SqlStatement AskForNoneOfItsOwn { get; }

    /// <summary>Stops both threads of a channel.</summary>
    /// <param name="channel">The channel's name.</param>
    SqlStatement StopChannel(string channel);

    /// <summary>Makes the receiver connect anew at once, instead of sleeping until its next attempt.</summary>
    /// <param name="channel">The channel's name.</param>
    SqlStatement RestartReceiver(string channel);

    /// <summary>Refuses writes of as many accounts as the server can, after every restart too where a statement can do that.</summary>
    SqlStatement PersistReadOnly();

    /// <summary>Takes writes until the next restart.</summary>
    SqlStatement OpenForWrites();

    /// <summary>The settings without which rows are lost or never passed on, as the server names and prints them.</summary>
    /// <param name="node">The node that it is.</param>
    /// <param name="positioning">How its links begin.</param>
    IReadOnlyList<(string Name, string Expected)> Required(TopologyNode node, Positioning positioning);

    /// <summary>The options with which a host of ours starts it, besides those that every server has.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="node">A node of it.</param>
    IReadOnlyList<ServerOption> Options(ReplicationTopology topology, TopologyNode node);

    /// <summary>What links by file and position cannot give on such a server besides what they can give on none; null for nothing.</summary>
    string? PositionLimit { get; }

    /// <summary>Whether it may have the clone plugin.</summary>
    bool HasClone { get; }

    /// <summary>Throws away the channels that a copy brought along; empty where none come along.</summary>
    string ForgetChannels { get; }

    /// <summary>Arguments of its dump program for a consistent dump of everything, with the position that belongs to it.</summary>
    IReadOnlyList<string> DumpArguments { get; }

    /// <summary>Arguments of its dump program for a dump of some tables, without a position.</summary>
    IReadOnlyList<string> TableDumpArguments { get; }

    /// <summary>Statements after which a server that was filled by a dump has all transactions up to <c>@position</c>.</summary>
    string TakePosition { get; }

    /// <summary>How an operator copies a healthy node to another one, as the middle of a sentence.</summary>
    string CopyRemedy { get; }

    /// <summary>The command by which an operator starts a channel.</summary>
    /// <param name="channel">The channel's name.</param>
    string StartChannelCommand(string channel);

    /// <summary>The command by which an operator throws a channel away.</summary>
    /// <param name="channel">The channel's name.</param>
    string ForgetChannelCommand(string channel);

    /// <summary>The command by which an operator has a server take writes, after a restart too where a statement can do that.</summary>
    string OpenCommand { get; }

    /// <summary>The command by which an operator makes the first of some transactions known to a master, without its rows.</summary>
    /// <param name="transactions">Transactions; not empty.</param>
    string EmptyTransactionCommand(GtidSet transactions);
}
