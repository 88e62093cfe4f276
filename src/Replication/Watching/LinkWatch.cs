using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>Remembers since when links have been stopped or without a connection, and nodes without what they wrote; the planner itself has no clock.</summary>
/// <param name="time">The clock.</param>
sealed class LinkWatch(TimeProvider time)
{
    readonly Dictionary<TopologyLink, long> stopped = [];
    readonly Dictionary<TopologyLink, long> connecting = [];
    readonly Dictionary<TopologyLink, long> mended = [];
    readonly Dictionary<TopologyLink, long> toldToStop = [];
    readonly Dictionary<TopologyLink, long> running = [];
    readonly Dictionary<string, long> lacking = [];
    readonly Dictionary<string, long> silent = [];

    readonly Dictionary<TopologyLink, string> positions = [];
    readonly Dictionary<TopologyLink, long> received = [];

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
            Mark(running, link, channel?.Io == ReplicaThreadState.Running);
            if (positions.TryGetValue(link, out var before) && channel is not null && channel.ReadPosition != before)
                received[link] = time.GetTimestamp();
            positions[link] = channel?.ReadPosition ?? "";
        }

        return found.Topology.Links.ToDictionary(link => link, link => new LinkHistory(Since(stopped, link), Since(connecting, link), Since(mended, link), Since(received, link), Since(toldToStop, link), Since(running, link)));
    }

    /// <summary>Notes which nodes lack transactions of their own, and returns since when.</summary>
    public IReadOnlyDictionary<string, TimeSpan> NoteLacking(PlannerInput found)
    {
        foreach (var node in found.Topology.Nodes)
            Mark(lacking, node.Name, !DataInspection.LacksOfItsOwn(found, node.Name).IsEmpty);
        return lacking.ToDictionary(entry => entry.Key, entry => time.GetElapsedTime(entry.Value), StringComparer.Ordinal);
    }

    /// <summary>Notes which nodes do not answer, and returns since when.</summary>
    public IReadOnlyDictionary<string, TimeSpan> NoteSilent(PlannerInput found)
    {
        foreach (var node in found.Topology.Nodes)
            Mark(silent, node.Name, found.Server(node.Name) is null);
        return silent.ToDictionary(entry => entry.Key, entry => time.GetElapsedTime(entry.Value), StringComparer.Ordinal);
    }

    /// <summary>Notes that a step was taken on a link.</summary>
    public void NoteMended(TopologyLink link) => mended[link] = time.GetTimestamp();

    /// <summary>Notes that a link is being told to stop.</summary>
    public void NoteToldToStop(TopologyLink link) => toldToStop[link] = time.GetTimestamp();

    void Mark<T>(Dictionary<T, long> since, T link, bool holds) where T : notnull
    {
        if (!holds)
            since.Remove(link);
        else
            since.TryAdd(link, time.GetTimestamp());
    }

    TimeSpan? Since(Dictionary<TopologyLink, long> since, TopologyLink link) =>
        since.TryGetValue(link, out var at) ? time.GetElapsedTime(at) : null;
}
