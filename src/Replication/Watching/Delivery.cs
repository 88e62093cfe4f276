using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>
/// Tells why a beat is old: because its origin is gone or writes none, or because a link does not pass it on. Threads do not tell:
/// those of a blocked applier and of a connection on which nothing arrives both say Yes.
/// </summary>
/// <param name="found">What this round found.</param>
/// <param name="sinceBeat">How long ago a new beat of a writer (second) was seen on a node (first); null when none was.</param>
sealed class Delivery(PlannerInput found, Func<string, string, TimeSpan?> sinceBeat)
{
    readonly TimeSpan patience = found.Topology.Settings.BeatPatience;

    /// <summary>
    /// Whether beats come through a link: <see langword="true"/> when those of every writer that it carries do,
    /// <see langword="false"/> when its source shows new ones and its replica does not; null when that is not known.
    /// </summary>
    public bool? Delivers(TopologyLink link)
    {
        if (found.Server(link.Replica) is null)
            return null;

        var writers = found.Topology.WritersCarriedBy(link);
        if (writers.Any(writer => IsWithheld(link, writer)))
            return false;
        return writers.Count > 0 && writers.All(writer => IsRecent(link.Replica, writer)) ? true : null;
    }

    /// <summary>What certainly keeps a writer's beats from a node; null when nothing is known to.</summary>
    public string? Obstacle(string node, string writer) =>
        found.Server(writer) is null ? $"{writer} does not answer"
        : found.Topology.LinksInto(node).FirstOrDefault(link => IsWithheld(link, writer)) is { } link ? $"{writer} writes them, but {link} does not pass them on"
        : null;

    /// <summary>Why a node shows no new beat of a writer any more, as the rest of a sentence.</summary>
    public string WhyStale(string node, string writer) => Obstacle(node, writer)
        ?? (IsRecent(writer, writer) ? $"{writer} writes them, but they do not reach the nodes that {node} follows" : $"{writer} writes none");

    bool IsWithheld(TopologyLink link, string writer) =>
        found.Topology.WritersCarriedBy(link).Contains(writer)
        && IsRecent(link.Source, writer) && sinceBeat(link.Replica, writer) > patience;

    bool IsRecent(string node, string writer) => sinceBeat(node, writer) <= patience;
}
