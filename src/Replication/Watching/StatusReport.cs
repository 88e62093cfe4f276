using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>Puts what a round found into the words of <c>GET /status</c>.</summary>
static class StatusReport
{
    public static IReadOnlyList<NodeStatus> Nodes(PlannerInput found, Func<string, string> address) =>
    [
        .. from node in found.Topology.Nodes
           let server = found.Server(node.Name)
           select new NodeStatus(
               node.Name, node.Role.ToString().ToLowerInvariant(), address(node.Name), server is not null, server?.Version.ToString(),
               server?.ServerId, server?.ReadOnly, found.Nodes[node.Name].Error),
    ];

    public static IReadOnlyList<LinkStatus> Links(PlannerInput found, LagWatch lags) => [.. found.Topology.Links.Select(link => Link(found, link, lags))];

    static LinkStatus Link(PlannerInput found, TopologyLink link, LagWatch lags)
    {
        var reachable = found.Server(link.Replica) is not null;
        var channel = ChannelMatch.Of(found, link);
        var absent = reachable ? ReplicaThreadState.NotConfigured : ReplicaThreadState.Unreachable;
        return new LinkStatus(
            link.Source, link.Replica,
            found.IsPaused(link) ? "paused" : "running",
            Word(channel?.Io ?? absent),
            Word(channel?.Sql ?? absent),
            Lag(found, link, lags)?.TotalSeconds,
            (channel?.SqlError ?? channel?.IoError)?.ToString());
    }

    /// <summary>
    /// Unknown when the source does not answer: a beat is then old because nobody writes it, not because the link is slow.
    /// </summary>
    static TimeSpan? Lag(PlannerInput found, TopologyLink link, LagWatch lags)
    {
        if (found.Server(link.Source) is not { } source || found.Server(link.Replica) is not { } replica)
            return null;

        var sent = source.Beats.FirstOrDefault(beat => beat.ServerId == source.ServerId);
        var seen = replica.Beats.FirstOrDefault(beat => beat.ServerId == source.ServerId);
        var beating = sent is not null && sent.Age < found.Topology.Settings.BeatPatience;
        return beating ? lags.Lag(link.Replica, seen) : null;
    }

    static string Word(ReplicaThreadState state) =>
        state == ReplicaThreadState.NotConfigured ? "notConfigured" : state.ToString().ToLowerInvariant();
}
