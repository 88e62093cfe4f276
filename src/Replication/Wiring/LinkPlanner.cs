using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Plans one link: configure, correct, start, stop, or leave alone.</summary>
static class LinkPlanner
{
    /// <summary>A receiver that is younger than this without a connection is left to its own attempts.</summary>
    public static readonly TimeSpan ReceiverPatience = TimeSpan.FromSeconds(2);

    /// <summary>A link that was mended is left alone for this long, so that what does not help is not done all the time.</summary>
    public static readonly TimeSpan MendPause = TimeSpan.FromSeconds(5);

    static readonly TimeSpan ConnectRetry = TimeSpan.FromSeconds(2);
    static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(2);

    // The largest that the server takes: a link that gave up is found by nobody. 9.x gives up after 10 by default.
    const long RetryCount = uint.MaxValue;

    /// <summary>How a link is to reach its source.</summary>
    /// <param name="topology">What is wanted.</param>
    /// <param name="link">The link.</param>
    /// <param name="source">Its source, or the server that the replica follows instead.</param>
    /// <param name="replica">Its replica.</param>
    /// <param name="via">The name of that server's node when it is not the source.</param>
    public static ChannelTarget Target(ReplicationTopology topology, TopologyLink link, ServerState source, ServerState replica, string? via = null)
    {
        var node = topology.Node(via ?? link.Source);
        return replica.Dialect.Attainable(new ChannelTarget(
            node.ReplicationHost, node.ReplicationPort, ReplicationAccount.DefaultUser, topology.Settings.Positioning == Positioning.Gtid,
            source.OffersTls && replica.OffersTls, ConnectRetry, RetryCount, HeartbeatPeriod, link.Delay));
    }

    public static void Plan(PlannerInput input, TopologyLink link, PlanDraft draft)
    {
        if (input.Server(link.Replica) is not { } replica)
        {
            draft.Waits.Add($"{link.Replica} to answer, for the link {link}");
            return;
        }

        var channel = ChannelMatch.Of(input, link);
        var paused = input.IsPaused(link);
        if (channel is null)
            PlanNew(input, link, replica, paused, draft);
        else if (paused)
            PlanPaused(input, link, channel, draft);
        else if (Rehoming.Plan(input, link, replica, channel, draft))
            return;
        else if (Corrected(input, link, replica, channel) is { } target)
            PlanCorrection(input, link, channel, target, draft);
        else
            PlanThreads(input, link, channel, draft);
    }

    static void PlanNew(PlannerInput input, TopologyLink link, ServerState replica, bool paused, PlanDraft draft)
    {
        if (paused)
            return;

        if (input.Server(link.Source) is not { } source || !input.AllMastersAnswer)
        {
            var missing = input.Topology.Masters.Select(master => master.Name).Append(link.Source).Distinct()
                .Where(name => input.Server(name) is null);
            draft.Waits.Add($"{string.Join(", ", missing)} to answer, to configure the link {link}");
            return;
        }

        // The name may be that of a channel which is another link's by now.
        var channel = input.Topology.ChannelName(link);
        if (replica.Channels.Any(other => other.Name == channel))
            channel = $"{link.Source}.dm";
        draft.Steps.Add(new ConfigureChannel(link, channel, Target(input.Topology, link, source, replica), Exists: false));
        draft.Steps.Add(Start(input, link, channel));
    }

    static void PlanPaused(PlannerInput input, TopologyLink link, ChannelState channel, PlanDraft draft)
    {
        draft.Notes.Add($"The link {link} is paused by an operator.");
        // An applier that is blocked stops when it is free again; to tell it so over and over would hold up everything else.
        if (!channel.IsStopped && (input.IsOrdered(link, LinkCommand.Pause) || !(History(input, link).SinceToldToStop < MendPause)))
            draft.Steps.Add(new StopChannel(link, channel.Name));
    }

    /// <summary>The target when the channel's differs; what depends on a source that does not answer is left as it is.</summary>
    static ChannelTarget? Corrected(PlannerInput input, TopologyLink link, ServerState replica, ChannelState channel)
    {
        if (input.Server(link.Source) is not { } source)
            return null;

        var wanted = Target(input.Topology, link, source, replica);
        // One that begins by GTIDs already is not made worse. One that begins by a position may not have received all yet that its
        // source committed while it had no GTIDs, and would never ask for it by GTID; it has when something that has one came after.
        wanted = wanted with
        {
            AutoPosition = channel.Target.AutoPosition || (wanted.AutoPosition && replica.ExecutedLater.Origins.Contains(source.Identity)),
        };
        var found = channel.Target.HasAddressOf(wanted) ? channel.Target with { Host = wanted.Host } : channel.Target;
        if (found != wanted)
            return wanted;

        // Everything that can be seen is right and the source still refuses the login: the password that the channel keeps is old.
        var oldPassword = channel.IoError?.Kind == ReplicationErrorKind.Login && source.Account == AccountState.Usable;
        return oldPassword && IsRested(History(input, link)) ? wanted : null;
    }

    /// <summary>
    /// To point a channel anew throws away what it received and did not apply yet. That is only harmless as long as the source can
    /// send it again.
    /// </summary>
    static void PlanCorrection(PlannerInput input, TopologyLink link, ChannelState channel, ChannelTarget target, PlanDraft draft)
    {
        var onlyReceived = input.Server(link.Source)!.Purged.Except(input.Server(link.Replica)!.ExecutedLater);
        if (!onlyReceived.IsEmpty)
        {
            draft.Waits.Add($"{link.Replica} to apply {onlyReceived.Count} transaction(s) that {link.Source} could not send again, before the link {link} is corrected");
            PlanThreads(input, link, channel, draft);
            return;
        }

        if (!target.AutoPosition && channel.Applied.File.Length > 0)
        {
            PlanCorrectionByPosition(input, link, channel, target, draft);
            return;
        }

        draft.Steps.Add(new ConfigureChannel(link, channel.Name, target, Exists: true));
        draft.Steps.Add(Start(input, link, channel.Name));
    }

    /// <summary>A position counts only where it was read, in the logs of that very server, and only while nothing is being applied.</summary>
    static void PlanCorrectionByPosition(PlannerInput input, TopologyLink link, ChannelState channel, ChannelTarget target, PlanDraft draft)
    {
        var source = input.Server(link.Source)!;
        // MariaDB has forgotten after a restart whom it followed; its GTIDs tell when the position is another server's.
        if (channel.SourceUuid is not null && channel.SourceUuid != source.Identity)
        {
            draft.Decisions.Add(new Decision(link.ToString(),
                $"{link.Replica} has a position in the logs of server {channel.SourceUuid}, and {link.Source} is {source.Identity}, in whose logs it means nothing.",
                $"-- copy {link.Source} to {link.Replica}, then on {link.Replica}: {input.Server(link.Replica)!.Dialect.ForgetChannelCommand(channel.Name)}"));
        }
        else if (source.Logs is { } logs && channel.Applied.IsBefore(logs.First))
        {
            draft.Waits.Add($"{link.Replica} to apply what {link.Source} could not send again, before the link {link} is corrected");
            PlanThreads(input, link, channel, draft);
        }
        else if (channel is not { Io: ReplicaThreadState.Stopped, Sql: ReplicaThreadState.Stopped })
        {
            draft.Steps.Add(new StopChannel(link, channel.Name, IsOrdered: false));
        }
        else
        {
            draft.Steps.Add(new ConfigureChannel(link, channel.Name, target, Exists: true, channel.Applied));
            draft.Steps.Add(Start(input, link, channel.Name));
        }
    }

    public static void PlanThreads(PlannerInput input, TopologyLink link, ChannelState channel, PlanDraft draft)
    {
        var history = History(input, link);
        ReplicationError?[] errors =
        [
            channel.Io == ReplicaThreadState.Stopped ? channel.IoError : null,
            channel.Sql == ReplicaThreadState.Stopped ? channel.SqlError : null,
        ];
        // Stopped and started as ordered: whoever ordered it has put right what the error names, or finds out that it is not.
        if (input.IsOrdered(link, LinkCommand.Restart))
            return;

        if (IsRefusedForItsOwn(input, link, channel, history, draft))
            return;

        if (Array.Find(errors, error => error?.Kind == ReplicationErrorKind.Final) is { } final)
        {
            draft.Decisions.Add(new Decision(
                link.ToString(),
                $"{link.Replica} stopped with error {final}",
                $"-- {final.Remedy ?? "put right what the error names"} (docs/operations.md), then POST /links/{link.Source}/{link.Replica}/restart, or on {link.Replica}: {input.Server(link.Replica)!.Dialect.StartChannelCommand(channel.Name)}"));
            return;
        }

        if (channel.Io == ReplicaThreadState.Stopped || channel.Sql == ReplicaThreadState.Stopped)
        {
            // One that was never connected was configured by an initializer that died before it could start it.
            var unfinished = channel.SourceUuid is null && channel.Io == ReplicaThreadState.Stopped && channel.Sql == ReplicaThreadState.Stopped;
            // One that is resumed is not made to wait for the grace of those that somebody stopped by hand.
            if (input.IsOrdered(link, LinkCommand.Resume) || (IsRested(history) && (unfinished || history.StoppedFor >= input.Topology.Settings.Grace)))
                draft.Steps.Add(Start(input, link, channel.Name));
            else
                draft.Waits.Add($"the grace of {input.Topology.Settings.Grace.TotalSeconds:0.#} s, before the stopped link {link} is started again");
        }
        else if (channel.Io == ReplicaThreadState.Connecting
            && input.Server(link.Source) is not null
            // After an error it sleeps; without one its first attempt is under way.
            && (channel.IoError is not null || history.ConnectingFor >= ReceiverPatience)
            && IsRested(history))
        {
            draft.Steps.Add(new RestartReceiver(link, channel.Name));
        }
        else if (SignsOfLife.AreMissing(input, link, channel, history))
        {
            draft.Steps.Add(new RestartReceiver(link, channel.Name));
        }
    }

    /// <summary>The step that starts a channel.</summary>
    /// <param name="input">What was found.</param>
    /// <param name="link">The link.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="via">The node that the replica follows when it is not the link's source.</param>
    public static StartChannel Start(PlannerInput input, TopologyLink link, string channel, string? via = null) =>
        new(link, channel)
        {
            SkipsOwn = input.Server(via ?? link.Source) is { } source && input.Server(link.Replica) is { } replica && OwnTransactions.ArePurged(source, replica)
                // It cannot be told while another channel runs.
                && replica.Channels.All(other => other.Name == channel || other is { Io: ReplicaThreadState.Stopped, Sql: ReplicaThreadState.Stopped }),
        };

    /// <summary>Plans for a receiver that its source refused for the replica's own transactions: not again, or when the source has them.</summary>
    /// <returns>Whether it is such a one.</returns>
    static bool IsRefusedForItsOwn(PlannerInput input, TopologyLink link, ChannelState channel, LinkHistory history, PlanDraft draft)
    {
        if (channel.Io != ReplicaThreadState.Stopped || channel is { Sql: ReplicaThreadState.Stopped, SqlError.Kind: ReplicationErrorKind.Final }
            || input.Server(link.Source) is not { } source || input.Server(link.Replica) is not { } replica)
            return false;
        var start = Start(input, link, channel.Name);
        if (!start.SkipsOwn && !OwnTransactions.WereAhead(replica, channel))
            return false;
        var ahead = start.SkipsOwn ? GtidSet.Empty : OwnTransactions.Ahead(source, replica);
        if (ahead.IsEmpty && IsRested(history))
            draft.Steps.Add(start);
        else
            draft.Waits.Add($"{link.Source} to receive {(ahead.IsEmpty ? "" : $"{ahead.Count} transaction(s) ")}from {link.Replica}, before the link {link} is started again");
        return true;
    }

    static bool IsRested(LinkHistory history) => history.SinceMended is not { } since || since >= MendPause;

    static LinkHistory History(PlannerInput input, TopologyLink link) => input.History.GetValueOrDefault(link, LinkHistory.None);
}
