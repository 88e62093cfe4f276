using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Watching;

/// <summary>
/// How far back a node's binary logs reach. No statement tells when a log was begun, and those that list logs wait while a disk is
/// full. But what is purged tells it: what each node had executed is remembered with its time, and the oldest log is younger than
/// the newest of these that is purged altogether.
/// </summary>
/// <param name="time">The clock.</param>
sealed class LogWindowWatch(TimeProvider time)
{
    /// <summary>With more, every other one is given up: the window is then known half as exactly.</summary>
    const int Kept = 512;

    readonly Dictionary<string, List<(long At, GtidSet Executed)>> known = new(StringComparer.Ordinal);
    readonly HashSet<string> purged = new(StringComparer.Ordinal);
    readonly Dictionary<string, TimeSpan> spacings = new(StringComparer.Ordinal);

    /// <summary>Notes what the nodes have executed and purged.</summary>
    public void Note(IEnumerable<NodeState> nodes)
    {
        foreach (var node in nodes)
        {
            if (node.Server is not { HasGtids: true } server)
                continue;

            if (!known.TryGetValue(node.Name, out var samples))
                known[node.Name] = samples = [];
            var gone = samples.TakeWhile(sample => server.Purged.Contains(sample.Executed)).Count();
            if (gone > 0)
                purged.Add(node.Name);
            // The last of them stays for as long as everything that was seen is purged: the oldest log is younger than that.
            samples.RemoveRange(0, gone == samples.Count ? Math.Max(0, gone - 1) : gone);

            var spacing = spacings.GetValueOrDefault(node.Name, TimeSpan.FromSeconds(10));
            if (samples.Count > 0 && time.GetElapsedTime(samples[^1].At) < spacing)
                continue;
            samples.Add((time.GetTimestamp(), server.Executed));
            if (samples.Count > Kept)
            {
                spacings[node.Name] = 2 * spacing;
                known[node.Name] = [.. samples.Where((_, index) => index % 2 == 0)];
            }
        }
    }

    /// <summary>How long ago the oldest transaction was committed that the node still holds the log of, at least; null when unknown.</summary>
    public TimeSpan? Window(NodeState node)
    {
        if (node.Server is not { } server || known.GetValueOrDefault(node.Name) is not [var (at, _), ..])
            return null;

        var seen = time.GetElapsedTime(at);
        return purged.Contains(node.Name) ? seen
            // Nothing was ever purged, so the logs hold the first row that was written when it was wired.
            : server.Purged.IsEmpty && server.StateAge is { } age ? age > seen ? age : seen
            : null;
    }
}
