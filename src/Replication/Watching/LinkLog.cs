using Microsoft.Extensions.Logging;

namespace DualMaster.Replication.Watching;

/// <summary>Writes a record when a thread's state changes, or whether a link delivers; none while they stay as they are.</summary>
/// <param name="logger">Where to.</param>
sealed class LinkLog(ILogger logger)
{
    readonly Dictionary<(string Link, string Thread), (string State, string? Remedy, int? Error)> states = [];
    readonly Dictionary<string, bool> delivering = new(StringComparer.Ordinal);

    public void Note(IEnumerable<LinkStatus> links)
    {
        foreach (var link in links)
        {
            Note(link, "receiver", link.Receiver);
            Note(link, "applier", link.Applier);
            NoteDelivery(link);
        }
    }

    void Note(LinkStatus link, string thread, ThreadStatus status)
    {
        var key = (link.ToString(), thread);
        // From one attempt to the next a receiver may fail in another way; that is no news while the same is to be done about it.
        var now = (status.State, status.Remedy, status.State == "connecting" ? null : status.ErrorNumber);
        var known = states.TryGetValue(key, out var before);
        // Nor is an attempt that has not failed yet.
        if (known && before.State == "connecting" && status is { State: "connecting", ErrorNumber: null })
            return;

        states[key] = now;
        // How things were before anybody looked is no change: a link that runs, or is not laid yet.
        if (known ? before == now : status.State is "running" or "notConfigured")
            return;

        if (status.State == "running")
            Log.ThreadRuns(logger, link.Source, link.Replica, thread, status.State);
        else if (status.ErrorNumber is { } number)
            Log.ThreadFailed(logger, link.Source, link.Replica, thread, status.State, number, status.ErrorText, status.Transaction ?? "none", status.Remedy);
        else
            Log.ThreadDoesNotRun(logger, link.Source, link.Replica, thread, status.State, status.Remedy);
    }

    void NoteDelivery(LinkStatus link)
    {
        if (link.Delivers is not { } delivers)
            return;

        var before = delivering.GetValueOrDefault(link.ToString(), true);
        delivering[link.ToString()] = delivers;
        if (delivers && !before)
            Log.LinkDelivers(logger, link.Source, link.Replica);
        else if (!delivers && before)
            Log.LinkHoldsUp(logger, link.Source, link.Replica, link.Io, link.Sql);
    }
}
