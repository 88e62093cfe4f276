using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>Remembers since when links have been stopped or without a connection; the planner itself has no clock.</summary>
/// <param name="time">The clock.</param>
sealed class LinkWatch(TimeProvider time)
{
    readonly Dictionary<TopologyLink, long> stopped = [];
    readonly Dictionary<TopologyLink, long> connecting = [];
    readonly Dictionary<TopologyLink, long> mended = [];

    /// <summary>Notes what this round found.</summary>
    public IReadOnlyDictionary<TopologyLink, LinkHistory> Note(PlannerInput found)
    {
        foreach (var link in found.Topology.Links)
        {
            if (found.Server(link.Replica) is null)
                continue;

            var channel = ChannelMatch.Of(found, link);
            Mark(stopped, link, channel is not null && (channel.Io == ReplicaThreadState.Stopped || channel.Sql == ReplicaThreadState.Stopped));
            Mark(connecting, link, channel?.Io == ReplicaThreadState.Connecting);
        }

        return found.Topology.Links.ToDictionary(link => link, link => new LinkHistory(Since(stopped, link), Since(connecting, link), Since(mended, link)));
    }

    /// <summary>Notes that a step was taken on a link.</summary>
    public void NoteMended(TopologyLink link) => mended[link] = time.GetTimestamp();

    void Mark(Dictionary<TopologyLink, long> since, TopologyLink link, bool holds)
    {
        if (!holds)
            since.Remove(link);
        else
            since.TryAdd(link, time.GetTimestamp());
    }

    TimeSpan? Since(Dictionary<TopologyLink, long> since, TopologyLink link) =>
        since.TryGetValue(link, out var at) ? time.GetElapsedTime(at) : null;
}
