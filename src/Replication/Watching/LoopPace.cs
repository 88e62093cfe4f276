using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Watching;

/// <summary>
/// When the loop looks and when writers beat. Until the topology is proved both happen together, at the proving interval; at rest
/// each has an interval of its own, and beats may be off.
/// </summary>
/// <param name="settings">The intervals.</param>
/// <param name="time">The clock.</param>
sealed class LoopPace(TopologySettings settings, TimeProvider time)
{
    long? looked;
    long? beat;

    /// <summary>How often the loop has to wake up.</summary>
    public TimeSpan Tick(bool atRest) =>
        !atRest ? settings.ProvingInterval
        : settings.BeatInterval > TimeSpan.Zero && settings.BeatInterval < settings.RoundInterval ? settings.BeatInterval
        : settings.RoundInterval;

    /// <summary>Whether a round is due; a timer is never exact, so half a tick early is in time.</summary>
    public bool LookIsDue(bool atRest) => !atRest || IsDue(looked, settings.RoundInterval);

    /// <summary>Whether beats are due. Without a proof there are always some: nothing else can prove it.</summary>
    public bool BeatIsDue(bool proved) => !proved || (settings.BeatInterval > TimeSpan.Zero && IsDue(beat, settings.BeatInterval));

    /// <summary>Notes that a round begins.</summary>
    public void Looked() => looked = time.GetTimestamp();

    /// <summary>Notes that beats are written.</summary>
    public void Beaten() => beat = time.GetTimestamp();

    bool IsDue(long? last, TimeSpan interval) => last is not { } at || time.GetElapsedTime(at) >= interval - Tick(atRest: true) / 2;
}
