using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Judges by transactions whether a link can deliver all that its replica lacks.</summary>
static class DataInspection
{
    /// <summary>A commit that has been under way for longer than this is none.</summary>
    static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(15);

    public static IEnumerable<Refusal> Inspect(PlannerInput input) => [.. Emptied(input), .. Insufficient(input)];

    /// <summary>Transactions that a replica has and no master has; unknown while a master does not answer, and without GTIDs.</summary>
    public static GtidSet? Errant(PlannerInput input, TopologyNode node)
    {
        if (node.Role != NodeRole.Replica || !input.AllMastersAnswer || input.Server(node.Name) is not { HasGtids: true } server
            || input.Topology.Masters.Any(master => !input.Server(master.Name)!.HasGtids))
            return null;

        return input.Topology.Masters.Aggregate(server.Executed, (left, master) => left.Except(input.Server(master.Name)!.ExecutedLater));
    }

    /// <summary>Transactions that changed nothing where they were applied and were not logged there, so that a node never receives them.</summary>
    public static GtidSet Undeliverable(PlannerInput input, TopologyNode node)
    {
        var unlogged = input.Reachable.Aggregate(GtidSet.Empty, (all, other) => all.Union(other.Server.Unlogged));
        return input.Topology.LinksInto(node.Name).Select(link => input.Server(link.Source))
            .Aggregate(unlogged, (left, source) => source is null ? GtidSet.Empty : left.Except(source.PassedOn));
    }

    public static IEnumerable<Decision> Errants(PlannerInput input) =>
        from node in input.Topology.Nodes
        let errant = Errant(input, node)
        where errant is { IsEmpty: false }
        select new Decision(
            node.Name,
            $"{node.Name} has {errant.Count} transaction(s) that no master has ({errant}): it was written to directly, and its rows may differ.",
            $"-- compare the rows; when they are the same, or were put right, on {input.Topology.Writers[0].Name} for each of them: {input.Server(node.Name)!.Dialect.EmptyTransactionCommand(errant)}");

    /// <summary>
    /// What other nodes have of a node's own transactions and it lacks. With semisynchronous replication that is a commit under way:
    /// the replicas have it before the source shows it.
    /// </summary>
    public static GtidSet LacksOfItsOwn(PlannerInput input, string node) => Lost(input, node, former: false).Set;

    /// <summary>All that any node has of the transactions that a node once committed itself and lacks, as the server that it is or was.</summary>
    public static GtidSet LostOwn(PlannerInput input, string node)
    {
        var server = input.Server(node)!;
        var own = input.Identities.Where(identity => identity.Node == node).Select(identity => identity.ServerUuid).Append(server.Identity).ToHashSet(StringComparer.Ordinal);
        return input.Reachable.Aggregate(GtidSet.Empty, (all, other) => all.Union(other.Server.Executed.Except(server.ExecutedLater).From(own)));
    }

    /// <summary>
    /// A server skips events that carry its own server_id. One that lost transactions it had committed itself therefore never gets
    /// them back over a link: both threads say Yes and rows are missing. Copying is the only way.
    /// </summary>
    static IEnumerable<Refusal> Emptied(PlannerInput input)
    {
        foreach (var (node, server) in input.Reachable)
        {
            // Of a server that it was once, nothing can be under way.
            var lost = Lost(input, node.Name, former: true);
            if (lost.Set.IsEmpty && input.LackingOwnFor.TryGetValue(node.Name, out var since) && since >= CommitPatience)
                lost = Lost(input, node.Name, former: false);
            if (!lost.Set.IsEmpty)
            {
                yield return new Refusal([node.Name],
                    $"{node.Name} lacks {lost.Set.Count} transaction(s) that it once committed itself and {lost.Holder} still has ({lost.Set}): its data was emptied or exchanged; "
                    + $"expected them to be there, because a server skips events with its own server_id and a link would say Yes and deliver nothing of them; {server.Dialect.CopyRemedy}.");
            }
        }
    }

    /// <summary>What a replica lacks and its source has no log of any more.</summary>
    /// <param name="source">The source.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="channel">Its channel, which may have received some of it; null for what is applied only.</param>
    public static GtidSet Gap(ServerState source, ServerState replica, ChannelState? channel) =>
        source.Purged.Except(replica.ExecutedLater).Except(channel?.Retrieved ?? GtidSet.Empty);

    static (GtidSet Set, string? Holder) Lost(PlannerInput input, string node, bool former)
    {
        if (input.Server(node) is not { } server)
            return (GtidSet.Empty, null);

        var own = former
            ? input.Identities.Where(identity => identity.Node == node && identity.ServerUuid != server.Identity).Select(identity => identity.ServerUuid).ToHashSet(StringComparer.Ordinal)
            : [server.Identity];
        return input.Reachable
            .Select(other => (Set: other.Server.Executed.Except(server.ExecutedLater).From(own), (string?)other.Node.Name))
            .FirstOrDefault(lost => !lost.Set.IsEmpty, (GtidSet.Empty, null));
    }

    static IEnumerable<Refusal> Insufficient(PlannerInput input)
    {
        foreach (var link in input.Topology.Links)
        {
            if (input.Server(link.Source) is not { } source || input.Server(link.Replica) is not { } replica)
                continue;

            var channel = ChannelMatch.Of(input, link);
            if (channel?.Io == ReplicaThreadState.Running)
                continue;

            var gap = Gap(source, replica, channel);
            if (!gap.IsEmpty && !Rehoming.Feeds(input, link))
            {
                yield return new Refusal([link.Replica],
                    $"{link.Replica} lacks {gap.Count} transaction(s) that {link.Source} has and no longer holds in its binary logs ({gap}); expected logs that reach back to what {link.Replica} has; {replica.Dialect.CopyRemedy}.");
            }
        }
    }
}
