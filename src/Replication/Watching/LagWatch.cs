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
    readonly Dictionary<(string Node, uint Origin), Beat> arrived = [];

    /// <summary>Notes what the nodes show now.</summary>
    public void Note(IEnumerable<NodeState> nodes)
    {
        foreach (var node in nodes)
        {
            foreach (var beat in node.Server?.Beats ?? [])
            {
                if (beat.ServerId == node.Server!.ServerId)
                    NoteWritten(beat);
                if (!arrived.TryGetValue((node.Name, beat.ServerId), out var last) || !Same(last, beat))
                    arrived[(node.Name, beat.ServerId)] = beat;
            }
        }
    }

    /// <summary>How far a node is behind an origin; null when it shows no beat of it.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="seen">The origin's beat that the node shows.</param>
    public TimeSpan? Lag(string node, Beat? seen)
    {
        if (seen is null)
            return null;

        var beats = written.GetValueOrDefault(seen.ServerId, []);
        var index = beats.FindIndex(beat => beat.Nonce == seen.Nonce && beat.Sequence == seen.Sequence);
        if (index < 0)
            return seen.Age;

        // Nothing is missing: what is known is how old the beat was when it was first seen there.
        return index == beats.Count - 1
            ? arrived.GetValueOrDefault((node, seen.ServerId))?.Age ?? seen.Age
            : beats[index + 1].Age + time.GetElapsedTime(beats[index + 1].At);
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
