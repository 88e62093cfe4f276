using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Watching;

/// <summary>Has every writer write its beat. Beats are no steps: they come in every round and change nothing that was wired.</summary>
sealed class BeatWriter : IAsyncDisposable
{
    readonly Dictionary<string, BeatSession> sessions;
    readonly string nonce;
    readonly TimeProvider time;
    long sequence;

    public BeatWriter(ReplicationTopology topology, IReadOnlyDictionary<string, string> connectionStrings, string nonce, TimeProvider time)
    {
        sessions = topology.Writers.ToDictionary(writer => writer.Name, writer => new BeatSession(connectionStrings[writer.Name]), StringComparer.Ordinal);
        this.nonce = nonce;
        this.time = time;
    }

    /// <summary>How long a node's beat has been waiting for its commit; null when none is under way.</summary>
    public TimeSpan? Waiting(string node) => sessions.GetValueOrDefault(node)?.Waiting(time);

    /// <summary>Writes a beat on every writer that can take one.</summary>
    /// <param name="found">The nodes as the last round found them.</param>
    /// <param name="told">Told of each writer why its beat failed, or null when it did not.</param>
    /// <param name="token">Ends it.</param>
    public async Task BeatAsync(IReadOnlyDictionary<string, NodeState> found, Action<string, string?> told, CancellationToken token)
    {
        sequence++;
        var writing = sessions
            .Where(entry => found[entry.Key].Server is { HasStateSchema: true, SuperReadOnly: false })
            .Select(entry => (Node: entry.Key, Failure: entry.Value.BeatAsync(StateSchema.WriteBeat(found[entry.Key].Server!.ServerId, nonce, sequence), time, token)))
            .ToArray();
        foreach (var (node, failure) in writing)
            told(node, await failure);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions.Values)
            await session.DisposeAsync();
    }
}
