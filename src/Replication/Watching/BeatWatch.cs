using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Watching;

/// <summary>
/// Remembers which beats arrived where and when. Arrival is measured by one clock, the initializer's: a replica that lags still
/// shows new beats all the time, one whose applier is blocked does not.
/// </summary>
/// <param name="nonce">The nonce of this run.</param>
/// <param name="time">The clock.</param>
sealed class BeatWatch(string nonce, TimeProvider time)
{
    readonly Dictionary<(string Node, uint Origin), Beat> latest = [];
    readonly Dictionary<(string Node, uint Origin), long> arrivals = [];
    readonly Dictionary<(string Node, uint Origin), long> changes = [];

    /// <summary>Notes what the nodes show now.</summary>
    /// <param name="nodes">The nodes as this round found them.</param>
    /// <param name="ownOnly">
    /// Whether only beats that this run wrote count. One that only observes writes none: for it a beat counts that came while it looked.
    /// </param>
    public void Note(IEnumerable<NodeState> nodes, bool ownOnly)
    {
        foreach (var node in nodes)
        {
            foreach (var beat in node.Server?.Beats ?? [])
            {
                var key = (node.Name, beat.ServerId);
                var known = latest.GetValueOrDefault(key);
                latest[key] = beat;
                var isNew = known is null ? beat.Nonce == nonce : (known.Nonce, known.Sequence) != (beat.Nonce, beat.Sequence);
                if (isNew)
                    changes[key] = time.GetTimestamp();
                if (isNew && (!ownOnly || beat.Nonce == nonce))
                    arrivals[key] = time.GetTimestamp();
            }
        }
    }

    /// <summary>How long ago the last new beat arrived; null when none did.</summary>
    public TimeSpan? SinceArrival(string node, TopologyNode origin) =>
        arrivals.TryGetValue((node, origin.ServerId), out var at) ? time.GetElapsedTime(at) : null;

    /// <summary>How long ago a new beat of anybody was seen; null when none was. Nothing that is forgotten for a proof changes that.</summary>
    public TimeSpan? SinceChange(string node, TopologyNode origin) =>
        changes.TryGetValue((node, origin.ServerId), out var at) ? time.GetElapsedTime(at) : null;

    /// <summary>
    /// Has every arrival shown anew that is recent enough to count; an older one stays, because how long ago it came is what a
    /// reader wants to know.
    /// </summary>
    /// <param name="recent">Arrivals that are not older than this are forgotten.</param>
    public void Forget(TimeSpan recent)
    {
        foreach (var (key, at) in arrivals)
            if (time.GetElapsedTime(at) <= recent)
                arrivals.Remove(key);
    }
}
