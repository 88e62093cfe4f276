using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Tells by signs of life whether a connection that says it runs carries anything.</summary>
static class SignsOfLife
{
    /// <summary>As long as a server waits that a host of ours starts (<c>replica_net_timeout</c>); by default others wait for a minute.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    const int HeartbeatsMissed = 3;

    /// <summary>
    /// How long ago a link's source gave a sign of life; null when it never did. One that has something to send gives no heartbeat:
    /// then what arrives is the sign, even where the receiver skips it, as the only writer does with its own events that come back.
    /// </summary>
    public static TimeSpan? Since(PlannerInput found, TopologyLink link, ChannelState channel) =>
        found.History.GetValueOrDefault(link)?.SinceReceived is { } received && !(channel.HeartbeatAge < received) ? received : channel.HeartbeatAge;

    /// <summary>
    /// Whether a receiver waits on a connection that nobody closed and on which nothing comes. Once for each silence: one that is in
    /// the middle of a large event would have to begin it anew every time.
    /// </summary>
    public static bool AreMissing(PlannerInput found, TopologyLink link, ChannelState channel, LinkHistory history)
    {
        var since = Since(found, link, channel);
        return channel.Io == ReplicaThreadState.Running
            && channel.Target.HeartbeatPeriod > TimeSpan.Zero
            && found.Server(link.Source) is not null
            // What an initializer that has just been started reads may be from long ago.
            && history.RunningFor is { } running
            && Shorter(since, running) >= Longer(Patience, HeartbeatsMissed * channel.Target.HeartbeatPeriod)
            && (history.SinceMended is null || history.SinceMended > since);
    }

    static TimeSpan Shorter(TimeSpan? one, TimeSpan other) => one < other ? one.Value : other;

    static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
