using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>
/// What a server asks its source for of its own transactions, which it has and skips when they come back. MariaDB asks from where it
/// last saw them (<see cref="ServerState.Returned"/>), and is refused by a source that was made from a copy and whose logs begin later,
/// or that has not received as many yet.
/// </summary>
static class OwnTransactions
{
    // "… connecting slave requested to start from GTID 1-1-872, which is not in the master's binlog"
    const int Refused = 1236;

    /// <summary>Whether the replica would ask for some that the source no longer has the log of.</summary>
    /// <param name="source">The source, or the server that the replica follows instead.</param>
    /// <param name="replica">The replica.</param>
    public static bool ArePurged(ServerState source, ServerState replica) => !Own(source.Purged, replica).Except(replica.Returned).IsEmpty;

    /// <summary>Whether the receiver was refused because it asked for what comes after some that the source had not received then.</summary>
    public static bool WereAhead(ServerState replica, ChannelState channel) =>
        channel is { Io: ReplicaThreadState.Stopped, IoError: { Number: Refused } error } && replica.Version.Family == ServerFamily.MariaDb
        && error.Text.Contains($" GTID {MariaDbGtids.Domain(replica.Identity)}-", StringComparison.Ordinal);

    /// <summary>Those that the source has still to receive before it lets the replica go on.</summary>
    public static GtidSet Ahead(ServerState source, ServerState replica) => Own(replica.Returned, replica).Except(source.ExecutedLater);

    static GtidSet Own(GtidSet all, ServerState replica) => all.From(new HashSet<string>(StringComparer.Ordinal) { replica.Identity });
}
