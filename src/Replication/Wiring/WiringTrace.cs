using System.Diagnostics;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;

namespace DualMaster.Replication.Wiring;

/// <summary>
/// One trace a wiring: it begins with the first step and goes on over as many rounds as take steps, with a span for each link and
/// below it one for each step. A round that takes none has no trace.
/// </summary>
/// <param name="time">The clock.</param>
sealed class WiringTrace(TimeProvider time) : IDisposable
{
    /// <summary>Without a step for that long it has ended, whatever came of it; also where the same step is tried over and over.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    readonly Dictionary<TopologyLink, Activity> links = [];
    Func<WiringStep, RepairKind?>? repairOf;
    Activity? wiring;
    long began;
    long lastStep;
    bool open;

    /// <summary>Notes that steps are about to be taken.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="repair">Tells which of them mend something.</param>
    public void Begin(IReadOnlyList<WiringStep> steps, Func<WiringStep, RepairKind?>? repair = null)
    {
        repairOf = repair;
        lastStep = time.GetTimestamp();
        var current = Activity.Current;
        if (!open)
        {
            open = true;
            began = lastStep;
            // Whoever gave the command that led to this has a trace of its own.
            Activity.Current = null;
            wiring = ReplicationTelemetry.Source.StartActivity("wiring");
        }

        foreach (var link in steps.OfType<LinkStep>().Select(step => step.Link).Distinct().Where(link => wiring is not null && !links.ContainsKey(link)))
        {
            if (ReplicationTelemetry.Source.StartActivity($"link {link}", ActivityKind.Internal, wiring!.Context) is { } span)
                links[link] = span.SetTag("mysql.replica.source", link.Source).SetTag("mysql.replica.name", link.Replica);
        }

        Activity.Current = current;
    }

    /// <summary>The span of one step, below its link's; null when nobody listens.</summary>
    public Activity? StartStep(WiringStep step)
    {
        if (wiring is null)
            return null;

        var link = step is LinkStep { Link: { } of } ? links.GetValueOrDefault(of) : null;
        return ReplicationTelemetry.Source.StartActivity(step.GetType().Name, ActivityKind.Internal, (link ?? wiring).Context)?
            .SetTag("dualmaster.step", step.Description).SetTag("dualmaster.node", step.Node)
            .SetTag("dualmaster.repair", repairOf?.Invoke(step)?.ToString());
    }

    /// <summary>Notes that steps were taken: a link's span lasts until the last of its own.</summary>
    public void Taken(IEnumerable<WiringStep> steps)
    {
        lastStep = time.GetTimestamp();
        foreach (var step in steps.OfType<LinkStep>())
            links.GetValueOrDefault(step.Link)?.SetEndTime(DateTime.UtcNow);
    }

    /// <summary>Ends it when it has come to an end.</summary>
    /// <param name="state">What the round came to.</param>
    /// <returns>How it ended; null when it goes on, or none was open.</returns>
    public WiringEnd? Note(TopologyHealth state)
    {
        var outcome = state switch { TopologyHealth.Proved => "proved", TopologyHealth.Refused => "refused", _ => null };
        if (!open || (outcome is null && time.GetElapsedTime(lastStep) < Quiet && time.GetElapsedTime(began) < Longest))
            return null;

        return End(outcome ?? "unproved");
    }

    /// <summary>Ends it as interrupted.</summary>
    public void Dispose()
    {
        if (open)
            End("interrupted");
    }

    WiringEnd End(string outcome)
    {
        open = false;
        foreach (var link in links.Values)
            link.Dispose();
        links.Clear();
        wiring?.SetTag("dualmaster.wiring.outcome", outcome).SetStatus(outcome == "proved" ? ActivityStatusCode.Ok : ActivityStatusCode.Error, outcome);
        wiring?.Dispose();
        wiring = null;
        return new WiringEnd(time.GetElapsedTime(began), outcome);
    }
}
