using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>
/// Remembers how long replicas have been without what their sources had. Where no beats are written it is what tells a link that
/// delivers from one that does not.
/// </summary>
/// <param name="time">The clock.</param>
sealed class MissingWatch(TimeProvider time)
{
    readonly Dictionary<TopologyLink, (GtidSet Missing, long Since)> lacking = [];

    /// <summary>Notes what this round found.</summary>
    /// <returns>For each link whose replica lacks something, how long it has lacked the oldest of it.</returns>
    public IReadOnlyDictionary<TopologyLink, TimeSpan> Note(PlannerInput found)
    {
        foreach (var link in found.Topology.Links)
        {
            if (found.Server(link.Source) is not { } source || found.Server(link.Replica) is not { } replica)
                continue;

            // Under traffic something is always missing. What counts is whether what was missing once arrives.
            if (lacking.TryGetValue(link, out var known) && !known.Missing.Except(replica.ExecutedLater).IsEmpty)
                continue;

            var missing = source.PassedOn.Except(replica.ExecutedLater);
            if (missing.IsEmpty)
                lacking.Remove(link);
            else
                lacking[link] = (missing, time.GetTimestamp());
        }

        return lacking.ToDictionary(entry => entry.Key, entry => time.GetElapsedTime(entry.Value.Since));
    }
}
