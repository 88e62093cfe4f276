using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>All that is remembered from round to round, because one look cannot tell it.</summary>
/// <param name="nonce">The nonce of this run.</param>
/// <param name="time">The clock.</param>
sealed class RoundWatches(string nonce, TimeProvider time)
{
    readonly LinkWatch links = new(time);
    readonly MissingWatch missing = new(time);

    public BeatWatch Beats { get; } = new(nonce, time);

    public LagWatch Lags { get; } = new(time);

    public LogWindowWatch LogWindows { get; } = new(time);

    /// <summary>How long replicas have lacked what their sources had, by link.</summary>
    public IReadOnlyDictionary<TopologyLink, TimeSpan> Lacking { get; private set; } = new Dictionary<TopologyLink, TimeSpan>();

    /// <summary>Notes what a round found, and adds what earlier ones saw.</summary>
    public PlannerInput Note(ReplicationTopology topology, IReadOnlyDictionary<string, NodeState> found)
    {
        var seen = new PlannerInput(topology, found, new Dictionary<TopologyLink, LinkHistory>());
        Lags.Note(found.Values);
        LogWindows.Note(found.Values);
        Lacking = missing.Note(seen);
        return seen with { History = links.Note(seen), LackingOwnFor = links.NoteLacking(seen), SilentFor = links.NoteSilent(seen) };
    }

    /// <summary>Notes that steps are being taken on links.</summary>
    public void NoteMended(IEnumerable<WiringStep> steps)
    {
        foreach (var step in steps.OfType<LinkStep>().Where(step => step is ConfigureChannel or StartChannel or RestartReceiver or RestartChannel))
            links.NoteMended(step.Link);
        foreach (var step in steps.OfType<StopChannel>())
            links.NoteToldToStop(step.Link);
    }
}
