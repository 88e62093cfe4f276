using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>Puts what a round found of the links into the words of <c>GET /status</c>.</summary>
/// <param name="found">What this round found.</param>
/// <param name="lags">Lag by beats.</param>
/// <param name="delivery">Tells a link that holds beats up from an origin that writes none.</param>
sealed class LinkReport(PlannerInput found, LagWatch lags, Delivery delivery)
{
    public IReadOnlyList<LinkStatus> Links() => [.. found.Topology.Links.Select(Link)];

    LinkStatus Link(TopologyLink link)
    {
        var reachable = found.Server(link.Replica) is not null;
        var channel = ChannelMatch.Of(found, link);
        var absent = reachable ? ReplicaThreadState.NotConfigured : ReplicaThreadState.Unreachable;
        var (io, sql) = (channel?.Io ?? absent, channel?.Sql ?? absent);
        var delivers = delivery.Delivers(link);
        var origins = found.Topology.WritersCarriedBy(link).Order(StringComparer.Ordinal).Select(origin => Origin(link, origin)).ToArray();
        return new LinkStatus(
            link.Source, link.Replica,
            found.IsPaused(link) ? "paused" : "running",
            ThreadReport.Word(io),
            ThreadReport.Word(sql),
            Array.Find(origins, origin => origin.Origin == link.Source)?.Seconds,
            (channel?.SqlError ?? channel?.IoError)?.ToString())
        {
            Channel = channel?.Name ?? found.Topology.ChannelName(link),
            Receiver = ThreadReport.Of(found, link, io, channel?.IoError),
            Applier = ThreadReport.Of(found, link, sql, channel?.SqlError),
            Delivers = delivers,
            Lags = origins,
            LastApplied = channel?.LastApplied,
            CommitLagSeconds = channel?.CommitLag?.TotalSeconds,
            // Of a connection on which nothing arrives, and of one to a source that hangs, the server says 0.
            TimeBehindSource = channel?.SecondsBehind is 0 && (delivers == false || found.Server(link.Source) is null) ? null : channel?.SecondsBehind,
            Backlog = channel?.Retrieved.Except(found.Server(link.Replica)!.ExecutedLater).Count,
            Missing = Missing(link),
        };
    }

    long? Missing(TopologyLink link) => (found.Server(link.Source), found.Server(link.Replica)) is ({ } source, { } replica)
        ? source.Executed.Except(replica.ExecutedLater).Count
        : null;

    /// <summary>
    /// Unknown when the origin does not answer or writes no beats: a beat is then old because there is no newer one, not because
    /// a link is slow.
    /// </summary>
    OriginLag Origin(TopologyLink link, string origin)
    {
        var seen = found.Server(link.Replica)?.BeatOf(found.Topology.Node(origin));
        var sent = found.Server(origin)?.BeatOf(found.Topology.Node(origin));
        var unknown = found.Server(link.Replica) is null ? $"{link.Replica} does not answer"
            : found.Server(origin) is null ? $"{origin} does not answer{Last(seen)}"
            : sent is null || sent.Age >= found.Topology.Settings.BeatPatience ? $"{origin} writes no beats{Last(seen)}"
            : seen is null ? $"no beat of {origin} has arrived yet"
            : null;
        return unknown is not null ? new OriginLag(origin, null, unknown)
            : lags.Lag(link.Replica, seen) is { } lag ? new OriginLag(origin, lag.TotalSeconds, null)
            : new OriginLag(origin, null, $"no beat of {origin} has arrived since the initializer began to look");
    }

    static string Last(Beat? seen) => seen is null ? "" : FormattableString.Invariant($"; its last beat here is {seen.Age.TotalSeconds:0} s old");
}
