namespace DualMaster.Replication.Servers;

/// <summary>Reads all nodes of a topology into <see cref="NodeState"/>s; writes nothing.</summary>
/// <param name="sessions">One session a node.</param>
sealed class TopologyObserver(IReadOnlyDictionary<string, ServerSession> sessions)
{
    /// <summary>
    /// Two passes. A replica's transactions are read in the first, those of the masters once more in the second, so that what the
    /// replica has and no master has is errant and not merely newer: reading in the other order gives false alarms under load.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, NodeState>> ObserveAsync(string? lockName, CancellationToken token)
    {
        var first = await Task.WhenAll(sessions.Values.Select(session => session.ObserveAsync(lockName, token)));
        var loginRefused = first.Any(state => state.Server?.Channels.Any(channel => channel.IoError?.Kind == ReplicationErrorKind.Login) == true);
        var second = await Task.WhenAll(first.Select(state => sessions[state.Name].ObserveAgainAsync(state, token)));
        var probed = await Task.WhenAll(second.Select(state => sessions[state.Name].ProbeAccountAsync(state, loginRefused, token)));
        return probed.ToDictionary(state => state.Name, StringComparer.Ordinal);
    }
}
