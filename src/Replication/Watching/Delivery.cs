using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>
/// Tells why a beat is old: because its origin is gone or writes none, or because a link does not pass it on. Threads do not tell:
/// those of a blocked applier and of a connection on which nothing arrives both say Yes.
/// </summary>
/// <param name="found">What this round found.</param>
/// <param name="sinceBeat">How long ago a new beat of a writer (second) was seen on a node (first); null when none was.</param>
/// <param name="lag">How far a node (first) is behind a writer (second); null when unknown. Only asked for links with a delay.</param>
sealed class Delivery(PlannerInput found, Func<string, string, TimeSpan?> sinceBeat, Func<string, string, TimeSpan?> lag)
{
    /// <summary>After how many missed signs of life a connection that carries nothing counts as dead.</summary>
    const int HeartbeatsMissed = 3;

    readonly TimeSpan patience = found.Topology.Settings.BeatPatience;

    /// <summary>
    /// Whether beats come through a link: <see langword="true"/> when those of every writer that it carries do, <see langword="false"/>
    /// when its source shows new ones and its replica does not; null when that is not known. One that carries no writer's beats is
    /// judged by its connection's signs of life. A link whose threads do not run passes nothing on, whatever came just before.
    /// </summary>
    public bool? Delivers(TopologyLink link)
    {
        if (found.Server(link.Replica) is null || ChannelMatch.Of(found, link) is not { } channel)
            return null;

        var writers = found.Topology.WritersCarriedBy(link);
        if (writers.Count == 0)
            return channel.Runs && SignsOfLife.Since(found, link, channel) is not null ? ShowsLife(found, link, channel) : null;
        if (writers.Any(writer => IsWithheld(link, writer)))
            return false;
        return channel.Runs && writers.All(writer => IsRecent(link.Replica, writer)) ? true : null;
    }

    /// <summary>Whether the source's last sign of life is no longer ago than usual.</summary>
    public static bool ShowsLife(PlannerInput found, TopologyLink link, ChannelState channel) =>
        SignsOfLife.Since(found, link, channel) <= HeartbeatsMissed * channel.Target.HeartbeatPeriod;

    /// <summary>What certainly keeps a writer's beats from a node; null when nothing is known to.</summary>
    public string? Obstacle(string node, string writer) =>
        found.Server(writer) is null ? $"{writer} does not answer"
        : found.Topology.LinksInto(node).FirstOrDefault(link => IsWithheld(link, writer)) is { } link ? $"{writer} writes them, but {link} does not pass them on"
        : null;

    /// <summary>Why a node shows no new beat of a writer any more, as the rest of a sentence.</summary>
    public string WhyStale(string node, string writer) => Obstacle(node, writer)
        ?? (found.Topology.LinksInto(node).FirstOrDefault(link => link.Delay > TimeSpan.Zero && Carries(link, writer)) is { } delayed
            ? $"{writer} writes them, and {delayed} keeps them back for its delay of {delayed.Delay.TotalSeconds:0.#} s"
            : IsRecent(writer, writer) ? $"{writer} writes them, but they do not reach the nodes that {node} follows" : $"{writer} writes none");

    bool IsWithheld(TopologyLink link, string writer) =>
        Carries(link, writer) && sinceBeat(link.Replica, writer) > patience
        // Where a writer was away for a while, there is a while without beats, which comes later over a link with a delay.
        && (link.Delay == TimeSpan.Zero || lag(link.Replica, writer) - lag(link.Source, writer) > link.Delay + patience);

    /// <summary>Whether the source of a link has new beats of a writer to pass on.</summary>
    bool Carries(TopologyLink link, string writer) =>
        found.Topology.WritersCarriedBy(link).Contains(writer) && IsRecent(link.Source, writer);

    bool IsRecent(string node, string writer) => sinceBeat(node, writer) <= patience;
}
