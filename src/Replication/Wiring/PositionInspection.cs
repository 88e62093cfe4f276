using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>
/// Judges links that begin by file and position. A new one begins at the beginning of its source's logs, which is right when they
/// are complete and the replica has nothing of them yet; where that is not known it is refused.
/// </summary>
static class PositionInspection
{
    public static IEnumerable<Refusal> Inspect(PlannerInput input) =>
        [.. Emptied(input), .. ByGtid(input), .. input.Topology.Settings.Positioning == Positioning.FilePosition ? NewLinks(input) : []];

    /// <summary>
    /// A master that is another server than it was, without anything that it should remember of that, was emptied. It skips its own
    /// old events, and without GTIDs nothing else would tell.
    /// </summary>
    static IEnumerable<Refusal> Emptied(PlannerInput input) =>
        from master in input.Topology.Masters
        let server = input.Server(master.Name)
        where server is { HasGtids: false, Identities.Count: 0 }
        let known = input.Identities.Where(identity => identity.Node == master.Name).Select(identity => identity.ServerUuid).ToArray()
        where known.Length > 0 && !known.Contains(server.Identity)
        select new Refusal([master.Name],
            $"{master.Name} was server {known[^1]} and is {server.Identity} now, without any of its data: it was emptied or exchanged; "
            + $"expected the server that it was, because it skips events with its own server_id and a link would say Yes and deliver nothing of them; {server.Dialect.CopyRemedy}.");

    static IEnumerable<Refusal> ByGtid(PlannerInput input) =>
        from node in input.Reachable
        where !node.Server.HasGtids
        from channel in node.Server.Channels
        where channel.Target.AutoPosition
        select new Refusal([node.Node.Name],
            $"{node.Node.Name} follows {channel.Target.Address} by GTID and has gtid_mode off; expected gtid_mode ON, as when the link was laid; set it in the server's configuration, and Topology:Positioning to Gtid.");

    static IEnumerable<Refusal> NewLinks(PlannerInput input)
    {
        foreach (var link in input.Topology.Links)
        {
            if (input.Server(link.Source) is not { } source || input.Server(link.Replica) is not { } replica || ChannelMatch.Of(input, link) is not null || input.IsPaused(link))
                continue;

            // A node that already follows the replica may have its rows from there.
            var follows = input.Topology.Links.FirstOrDefault(back => back.Source == link.Replica && back.Replica == link.Source) is { } way && ChannelMatch.Of(input, way) is not null;
            var hindrance =
                source.Logs is not { AreComplete: true } && HoldsRows(source) ? $"the binary logs of {link.Source} do not reach back to its beginning"
                : HasFollowed(source, replica) ? $"{link.Replica} has followed {link.Source} before, and where it was is lost"
                : HoldsRows(source) && HoldsRows(replica) && !source.HasGtids && !follows ? $"both hold tables, and nothing tells what {link.Replica} has of {link.Source}"
                : null;
            if (hindrance is not null)
                yield return new Refusal([link.Replica],
                    $"The link {link} would have to begin at the beginning of the logs of {link.Source}, but {hindrance}; expected complete logs and a replica without anything of them; {replica.Dialect.CopyRemedy.Replace(" and start again", "", StringComparison.Ordinal)}, and lay the link by hand at the position of the copy, or use GTIDs.");
        }
    }

    static bool HoldsRows(ServerState server) => server.HasUserData ?? !server.Executed.IsEmpty;

    static bool HasFollowed(ServerState source, ServerState replica) => source.HasGtids && replica.HasGtids
        // What both have and is not the replica's own.
        ? !source.Executed.Except(source.Executed.Except(replica.Executed)).Except(replica.Executed.From(new HashSet<string> { replica.Identity })).IsEmpty
        : replica.Beats.Any(beat => beat.ServerId != replica.ServerId);
}
