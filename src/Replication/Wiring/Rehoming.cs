using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>
/// Has a replica follow another master while its own is gone, or has no log any more of what the replica lacks, and its own again when
/// that is back and has caught up. By GTIDs nothing is skipped or applied twice, whichever of the two is ahead: what the new source has
/// and the replica lacks is what comes.
/// </summary>
static class Rehoming
{
    /// <summary>A master that is not further behind than this has caught up; while there are writes it is never level.</summary>
    const long SecondsBehind = 2;

    /// <summary>The other master that the channel of a replica's link follows now; null when it follows its source.</summary>
    public static string? Host(PlannerInput input, TopologyLink link) =>
        ChannelMatch.Of(input, link) is { } channel && ChannelMatch.Source(input, channel) is { } now && now != link.Source
        && IsHome(input.Topology, link) && input.Topology.Node(now).Role == NodeRole.Master
            ? now
            : null;

    /// <summary>Plans a link whose source is gone, or whose replica is elsewhere.</summary>
    /// <returns>Whether nothing else is to be planned for the link.</returns>
    public static bool Plan(PlannerInput input, TopologyLink link, ServerState replica, ChannelState channel, PlanDraft draft)
    {
        var host = Host(input, link);
        if (host is not null)
            draft.Notes.Add($"{link.Replica} follows {host} instead of {link.Source}.");
        if (input.Server(link.Source) is not { } home)
            return host is null && IsGone(input, link, channel) && Leaves(input, link, replica, channel, draft);
        return host is not null ? StaysAway(input, link, replica, channel, host, home, draft)
            : IsStarved(home, replica, channel) && Feeds(input, link) && Leaves(input, link, replica, channel, draft);
    }

    /// <summary>Whether another master can send a replica what its source has no log of any more, and may be asked to. An empty replica is copied to.</summary>
    public static bool Feeds(PlannerInput input, TopologyLink link) =>
        input.Topology.Settings is { Repairs.Rehome: true, RehomeAfter.Ticks: > 0 } && IsHome(input.Topology, link)
        && input.Server(link.Replica) is { Executed.IsEmpty: false } replica && ChannelMatch.Of(input, link) is { } channel
        && Others(input, link).Any(master => Hindrance(input, master.Name, link, replica, channel) is null);

    // It may be only the initializer that cannot reach it.
    static bool IsGone(PlannerInput input, TopologyLink link, ChannelState channel) =>
        input.SilentFor.GetValueOrDefault(link.Source) >= input.Topology.Settings.RehomeAfter && channel.Io != ReplicaThreadState.Running;

    static bool IsStarved(ServerState home, ServerState replica, ChannelState channel) =>
        channel.Io != ReplicaThreadState.Running && !DataInspection.Gap(home, replica, channel).IsEmpty;

    static TopologyNode[] Others(PlannerInput input, TopologyLink link) =>
        [.. input.Topology.Masters.Where(master => master.Name != link.Source && input.Server(master.Name) is not null)];

    static bool Leaves(PlannerInput input, TopologyLink link, ServerState replica, ChannelState channel, PlanDraft draft)
    {
        if (input.Topology.Settings.RehomeAfter == TimeSpan.Zero || !IsHome(input.Topology, link) || Others(input, link) is not { Length: > 0 } others)
            return false;
        if (others.FirstOrDefault(master => Hindrance(input, master.Name, link, replica, channel) is null) is not { } other)
        {
            draft.Notes.Add($"{link.Replica} waits for {link.Source} and is not sent to {others[0].Name}: {Hindrance(input, others[0].Name, link, replica, channel)}.");
            return false;
        }

        var target = LinkPlanner.Target(input.Topology, link, input.Server(other.Name)!, replica, other.Name);
        if (channel.Target.HasAddressOf(target))
            return false;
        if (!IsApplied(replica, channel))
        {
            draft.Waits.Add($"{link.Replica} to apply what it received from {link.Source}, before it follows {other.Name}");
            return false;
        }

        draft.Steps.Add(new ConfigureChannel(link, channel.Name, target, Exists: true, Via: other.Name));
        draft.Steps.Add(LinkPlanner.Start(input, link, channel.Name, other.Name));
        return true;
    }

    static bool StaysAway(PlannerInput input, TopologyLink link, ServerState replica, ChannelState channel, string host, ServerState home, PlanDraft draft)
    {
        // Sent there by hand, by a position.
        if (!channel.Target.AutoPosition)
            return false;

        // What only the other one has would be thrown away with the relay log; while that answers it can be fetched again.
        var lacks = replica.Executed.Except(home.ExecutedLater);
        var isReady = input.Server(host) is null ? IsApplied(replica, channel)
            : (lacks.IsEmpty || FollowsClosely(input, host, link.Source)) && DataInspection.Gap(home, replica, null).IsEmpty;
        if (isReady)
            return false;

        draft.Waits.Add(DataInspection.Gap(home, replica, null).IsEmpty ? $"{link.Source} to catch up, before {link.Replica} follows it again"
            : $"{link.Replica} to receive from {host} what {link.Source} has no logs of any more, before it follows that again");
        LinkPlanner.PlanThreads(input, link, channel, draft);
        return true;
    }

    static bool FollowsClosely(PlannerInput input, string host, string home) =>
        input.Topology.Links.FirstOrDefault(link => link.Source == host && link.Replica == home) is { } way
        && ChannelMatch.Of(input, way) is { Runs: true, SecondsBehind: <= SecondsBehind };

    /// <summary>Why a replica may not be sent to another master, as the rest of a sentence.</summary>
    static string? Hindrance(PlannerInput input, string other, TopologyLink link, ServerState replica, ChannelState channel)
    {
        var source = input.Server(other)!;
        return replica.Version.Family == ServerFamily.MariaDb ? "MariaDB stops where a replica has what its new source lacks"
            : !channel.Target.AutoPosition || !replica.HasGtids || !source.HasGtids ? "it follows by file and position, which means nothing in another server's logs"
            : VersionInspection.Refuses(input, link with { Source = other }, source, replica) ? $"{other} runs {source.Version} and {link.Replica} {replica.Version}"
            : !source.Purged.Except(replica.ExecutedLater).IsEmpty ? $"{other} no longer holds the logs of all that {link.Replica} lacks"
            : input.Server(link.Source) is { } home && !DataInspection.Gap(home, replica, channel).Except(source.ExecutedLater).IsEmpty ? $"{other} lacks some of what {link.Replica} lacks"
            : null;
    }

    static bool IsApplied(ServerState replica, ChannelState channel) => channel.Retrieved.Except(replica.ExecutedLater).IsEmpty;

    /// <summary>Whether it is the one link by which a replica follows a master.</summary>
    static bool IsHome(ReplicationTopology topology, TopologyLink link) =>
        topology.Node(link.Source).Role == NodeRole.Master && topology.Node(link.Replica).Role == NodeRole.Replica
        && topology.LinksInto(link.Replica).Count() == 1;
}
