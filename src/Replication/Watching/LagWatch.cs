using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Watching;

/// <summary>
/// Measures lag by beats. The age of the last beat that a replica shows says too much: between two beats it grows although nothing
/// is missing. What counts is the oldest beat that the origin wrote and the replica does not show.
/// </summary>
/// <param name="time">The clock between rounds; ages are by the servers' own.</param>
sealed class LagWatch(TimeProvider time)
{
    /// <summary>At a beat a second, ten minutes; beyond, the age of the last beat that is shown is exact enough.</summary>
    const int Remembered = 600;

    readonly Dictionary<uint, List<(string Nonce, long Sequence, long At, TimeSpan Age)>> written = [];
    readonly Dictionary<(string Node, uint Origin), (Beat Beat, bool Came)> arrived = [];
    readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>Notes what the nodes show now.</summary>
    public void Note(IEnumerable<NodeState> nodes)
    {
        foreach (var node in nodes)
        {
            if (node.Server is not { } server)
                continue;

            // What was there when it was looked at for the first time did not come just then.
            var came = !seen.Add(node.Name);
            foreach (var beat in server.Beats)
            {
                if (beat.ServerId == server.ServerId)
                    NoteWritten(beat);
                if (!arrived.TryGetValue((node.Name, beat.ServerId), out var last) || !Same(last.Beat, beat))
                    arrived[(node.Name, beat.ServerId)] = (beat, came);
            }
        }
    }

    /// <summary>
    /// How far a node is behind an origin; null when that is unknown: it shows no beat of it, or shows the latest one since before
    /// anybody looked, and that one may be old because there is no newer one.
    /// </summary>
    /// <param name="node">The node's name.</param>
    /// <param name="shown">The origin's beat that the node shows.</param>
    public TimeSpan? Lag(string node, Beat? shown)
    {
        if (shown is null)
            return null;

        var beats = written.GetValueOrDefault(shown.ServerId, []);
        var index = beats.FindIndex(beat => beat.Nonce == shown.Nonce && beat.Sequence == shown.Sequence);
        if (index < 0)
            return shown.Age;
        if (index < beats.Count - 1)
            return beats[index + 1].Age + time.GetElapsedTime(beats[index + 1].At);

        // Nothing is missing: what is known is how old the beat was when it was first seen there.
        return arrived.TryGetValue((node, shown.ServerId), out var last) && last.Came ? last.Beat.Age : null;
    }

    void NoteWritten(Beat beat)
    {
        if (!written.TryGetValue(beat.ServerId, out var beats))
            written[beat.ServerId] = beats = [];
        if (beats.Count > 0 && beats[^1].Nonce == beat.Nonce && beats[^1].Sequence == beat.Sequence)
            return;

        beats.Add((beat.Nonce, beat.Sequence, time.GetTimestamp(), beat.Age));
        if (beats.Count > Remembered)
            beats.RemoveAt(0);
    }

    static bool Same(Beat one, Beat other) => one.Nonce == other.Nonce && one.Sequence == other.Sequence;
}
