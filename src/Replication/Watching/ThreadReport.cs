using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>Says of one thread of a link what it does, what stopped it, and what to do about that.</summary>
static class ThreadReport
{
    public static ThreadStatus Of(PlannerInput found, TopologyLink link, ReplicaThreadState state, ReplicationError? error)
    {
        // One that is resumed in this round is paused until the next one looks.
        var paused = state == ReplicaThreadState.Stopped && (found.IsPaused(link) || found.RecordedPaused(link));
        return new ThreadStatus(
            paused ? "paused" : Word(state), error?.Number, error?.Text, error?.Transaction,
            state == ReplicaThreadState.Running ? null : paused ? $"POST /links/{link.Source}/{link.Replica}/resume lets it run again" : Remedy(found, link, state, error));
    }

    /// <summary>A state in the words of the interface.</summary>
    public static string Word(ReplicaThreadState state) =>
        state == ReplicaThreadState.NotConfigured ? "notConfigured" : state.ToString().ToLowerInvariant();

    static string Remedy(PlannerInput found, TopologyLink link, ReplicaThreadState state, ReplicationError? error) => state switch
    {
        ReplicaThreadState.Unreachable => $"start {link.Replica}, or open the way to it",
        ReplicaThreadState.NotConfigured => "it is laid by itself as soon as every master answers and nothing is refused",
        ReplicaThreadState.Connecting => $"it is tried again by itself{(error?.Remedy is { } remedy ? $"; {remedy}" : "")}",
        _ when error?.Kind == ReplicationErrorKind.Final => $"{error.Remedy ?? "put right what the error names"}, then POST /links/{link.Source}/{link.Replica}/restart",
        _ => FormattableString.Invariant($"it is started again by itself after {found.Topology.Settings.Grace.TotalSeconds:0.#} s{(error?.Remedy is { } remedy ? $"; {remedy}" : "")}"),
    };
}
