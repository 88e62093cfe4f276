namespace DualMaster.Replication.Servers;

/// <summary>Reads all nodes of a topology into <see cref="NodeState"/>s; writes nothing.</summary>
/// <param name="sessions">One session a node.</param>
/// <param name="time">The clock.</param>
sealed class TopologyObserver(IReadOnlyDictionary<string, ServerSession> sessions, TimeProvider time)
{
    /// <summary>A round waits no longer than this for any node, so that one which hangs does not hide what happens to the others.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>One that was late before gets half of that, until it has answered in time again.</summary>
    static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(0.75);

    readonly Dictionary<string, (Task<NodeState> Reading, long Since)> late = [];
    readonly HashSet<string> suspects = new(StringComparer.Ordinal);

    /// <summary>
    /// Two passes. A replica's transactions are read in the first, those of the masters once more in the second, so that what the
    /// replica has and no master has is errant and not merely newer: reading in the other order gives false alarms under load.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, NodeState>> ObserveAsync(string? lockName, CancellationToken token)
    {
        var first = await PassAsync(sessions.Keys, (session, _) => session.ObserveAsync(lockName, token), [], token);
        var loginRefused = first.Values.Any(state => state.Server?.Channels.Any(channel => channel.IoError?.Kind == ReplicationErrorKind.Login) == true);
        var answered = first.Values.Where(state => state.Server is not null).Select(state => state.Name);
        return await PassAsync(
            answered,
            async (session, state) => await session.ProbeAccountAsync(await session.ObserveAgainAsync(state!, token), loginRefused, token),
            first, token);
    }

    async Task<Dictionary<string, NodeState>> PassAsync(
        IEnumerable<string> nodes, Func<ServerSession, NodeState?, Task<NodeState>> read, Dictionary<string, NodeState> known, CancellationToken token)
    {
        var states = new Dictionary<string, NodeState>(known, StringComparer.Ordinal);
        var readings = new Dictionary<string, Task<NodeState>>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            // What a late reading finds is old by then; only its connection is free again.
            if (late.TryGetValue(node, out var before) && !before.Reading.IsCompleted)
            {
                states[node] = Late(node, before.Since);
                continue;
            }

            late.Remove(node);
            readings[node] = read(sessions[node], known.GetValueOrDefault(node));
        }

        var since = time.GetTimestamp();
        await Task.WhenAll(
            WaitAsync(readings.Where(reading => !suspects.Contains(reading.Key)), Patience, token),
            WaitAsync(readings.Where(reading => suspects.Contains(reading.Key)), ShortPatience, token));
        foreach (var (node, reading) in readings)
        {
            if (reading.IsCompleted)
            {
                states[node] = await reading;
                suspects.Remove(node);
                continue;
            }

            late[node] = (reading, since);
            suspects.Add(node);
            states[node] = Late(node, since);
        }

        return states;
    }

    async Task WaitAsync(IEnumerable<KeyValuePair<string, Task<NodeState>>> readings, TimeSpan patience, CancellationToken token)
    {
        try
        {
            await Task.WhenAll(readings.Select(reading => reading.Value)).WaitAsync(patience, time, token);
        }
        catch (TimeoutException)
        {
            // Whoever is late is known by its reading.
        }
    }

    NodeState Late(string node, long since) =>
        new(node, null, $"{sessions[node].Address} has not answered for {time.GetElapsedTime(since).TotalSeconds:0.0} s");
}
