using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>Judges what each round found, and keeps what was last said.</summary>
/// <param name="topology">What is wanted.</param>
/// <param name="address">By which address a node is reached.</param>
/// <param name="watches">What earlier rounds saw.</param>
/// <param name="copies">Copies that are under way.</param>
/// <param name="time">The clock.</param>
sealed class Verdict(ReplicationTopology topology, Func<string, string> address, RoundWatches watches, Func<IReadOnlyList<CopyStatus>> copies, TimeProvider time)
{
    /// <summary>After that long without proof, rounds are as far apart as at rest.</summary>
    static readonly TimeSpan Restlessness = TimeSpan.FromSeconds(60);

    GtidSet? required;
    bool wasProved;
    long stateSince = time.GetTimestamp();
    TopologyStatus status = new(TopologyHealth.Waiting, false, 0, ["it has just been started"], [], [], [], [], []);

    /// <summary>What was last said.</summary>
    public TopologyStatus Status => Volatile.Read(ref status);

    /// <summary>Whether there is no hurry: all is proved, or has not been for so long that haste does not help.</summary>
    public bool IsAtRest => Status.State == TopologyHealth.Proved || time.GetElapsedTime(stateSince) > Restlessness;

    /// <summary>Says what is known before the first round.</summary>
    public void Begin(IReadOnlyDictionary<string, NodeState> found) => status = Report(
        new PlannerInput(topology, found, new Dictionary<TopologyLink, LinkHistory>()), new WiringPlan([], [], [], [], []), status.Reasons, acting: false, changes: 0);

    /// <summary>Has everything shown anew: what was shown before no longer counts.</summary>
    public void Forget()
    {
        wasProved = false;
        Forget(TimeSpan.MaxValue);
    }

    /// <summary>Judges a round.</summary>
    /// <param name="seen">What was found.</param>
    /// <param name="plan">What was planned.</param>
    /// <param name="hindrances">What else stands against a proof.</param>
    /// <param name="anew">Whether the proof was forgotten in this round.</param>
    /// <param name="acting">Whether this initializer acts.</param>
    /// <param name="changes">How many steps changed something so far.</param>
    /// <returns>Whether the state is another one now.</returns>
    public bool Judge(PlannerInput seen, WiringPlan plan, IEnumerable<string> hindrances, bool anew, bool acting, int changes)
    {
        // Fixed once the links are wired, and not moved while proving: every node must come to have what the masters had then.
        if (required is null && seen.AllMastersAnswer && plan.Steps.Count == 0)
            required = topology.Masters.Aggregate(GtidSet.Empty, (union, master) => union.Union(seen.Server(master.Name)!.Executed));

        var isKeptUpWithoutBeats = topology.Settings.BeatInterval == TimeSpan.Zero && Status.State == TopologyHealth.Proved && !anew;
        var missing = Proof.Missing(new ProofInput(seen, plan, (node, writer) => watches.Beats.SinceArrival(node, topology.Node(writer)), required)
        {
            Delivery = Delivery(seen),
            WithoutBeats = isKeptUpWithoutBeats ? watches.Lacking : null,
        });
        return Publish(Report(seen, plan, [.. hindrances, .. missing], acting, changes));
    }

    /// <summary>Says that a round failed in a way that nobody thought of.</summary>
    /// <param name="reason">How.</param>
    /// <returns>Whether the state is another one now.</returns>
    public bool Fail(string reason) => Publish(Status with
    {
        State = wasProved ? TopologyHealth.Degraded : TopologyHealth.Wiring,
        Reasons = [$"the last round of the initializer failed: {reason}"],
    });

    void Forget(TimeSpan recent)
    {
        required = null;
        watches.Beats.Forget(recent);
    }

    bool Publish(TopologyStatus next)
    {
        var previous = status.State;
        Volatile.Write(ref status, next);
        if (previous == next.State)
            return false;

        stateSince = time.GetTimestamp();
        wasProved |= next.State == TopologyHealth.Proved;
        if (previous == TopologyHealth.Proved)
            Forget(topology.Settings.BeatPatience);
        return true;
    }

    TopologyStatus Report(PlannerInput seen, WiringPlan plan, IReadOnlyList<string> reasons, bool acting, int changes)
    {
        var state = plan.Refusals.Count > 0 ? TopologyHealth.Refused
            : reasons.Count == 0 ? TopologyHealth.Proved
            : wasProved ? TopologyHealth.Degraded
            : seen.Nodes.Values.Any(node => node.Server is null) ? TopologyHealth.Waiting
            : TopologyHealth.Wiring;
        return new TopologyStatus(
            state, acting, changes, [.. reasons, .. plan.Waits.Select(wait => $"waiting for {wait}")],
            StatusReport.Nodes(seen, address, watches.LogWindows.Window),
            new LinkReport(seen, watches.Lags, Delivery(seen)).Links(),
            [.. plan.Refusals.Select(refusal => refusal.Sentence)],
            [.. plan.Decisions.Select(decision => new DecisionStatus(decision.Subject, decision.Finding, decision.Command))],
            plan.Notes)
        {
            Copies = copies(),
        };
    }

    Delivery Delivery(PlannerInput seen) => new(
        seen,
        (node, writer) => watches.Beats.SinceChange(node, topology.Node(writer)),
        (node, writer) => watches.Lags.Lag(node, seen.Server(node)?.BeatOf(topology.Node(writer))));
}
