using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>All that the proof rests on.</summary>
/// <param name="Found">What is wanted and what was found in this round.</param>
/// <param name="Plan">What the planner made of it.</param>
/// <param name="SinceBeat">How long ago the last beat of this run, of a writer (second), arrived on a node (first); null when none did.</param>
/// <param name="Required">Transactions that every node must have; null while not every master was ever seen.</param>
public sealed record ProofInput(
    PlannerInput Found,
    WiringPlan Plan,
    Func<string, string, TimeSpan?> SinceBeat,
    GtidSet? Required)
{
    /// <summary>Tells why a beat is missing, by any beat that was seen, whoever wrote it and whatever was forgotten since.</summary>
    internal Delivery Delivery { get; init; } = new(Found, SinceBeat, (_, _) => null);

    /// <summary>
    /// How long replicas have lacked what their sources had, by link, where beats are off and what was proved by beats is kept up
    /// without them; null where beats are written.
    /// </summary>
    public IReadOnlyDictionary<TopologyLink, TimeSpan>? WithoutBeats { get; init; }
}
