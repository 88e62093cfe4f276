using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Plans copies: for nodes to which no link can bring what they lack, and which are proved empty. One at a time.</summary>
static class CopyPlanner
{
    /// <summary>Plans them.</summary>
    /// <param name="input">What was found.</param>
    /// <param name="lacks">Nodes that lack what no link delivers, each with its sentence.</param>
    /// <param name="refused">Nodes that are refused for another reason.</param>
    public static CopyPlan Plan(PlannerInput input, IReadOnlyList<Refusal> lacks, IReadOnlySet<string> refused)
    {
        var running = input.Copies.Where(copy => copy.Failure is null).ToArray();
        var held = running.Select(copy => copy.Node).ToHashSet(StringComparer.Ordinal);
        var refusals = new List<Refusal>();
        var waits = running.Select(copy => $"{copy.Donor} to be copied to {copy.Node}: {copy.Doing}").ToList();
        var needing = new List<(string Node, Refusal? Lack)>();
        foreach (var (node, server) in input.Reachable.Where(node => !held.Contains(node.Node.Name)))
        {
            Refusal[] own = [.. lacks.Where(lack => lack.Nodes.Contains(node.Name))];
            if (own.Length == 0 && !server.IsHalfCopied)
                continue;
            if (input.Topology.Settings.Positioning != Positioning.Gtid || refused.Contains(node.Name))
                refusals.AddRange(own);
            else if (EmptyNode.Obstacle(server) is { } obstacle)
                refusals.AddRange(own.Select(lack => NotDone(lack, obstacle)));
            else if (input.Copies.FirstOrDefault(copy => copy.Node == node.Name) is { Failure: { } failure, MayRetry: false })
                refusals.Add(new Refusal([node.Name], failure));
            else
                needing.Add((node.Name, own.FirstOrDefault()));
        }

        var excluded = new HashSet<string>([.. held, .. refused, .. refusals.SelectMany(refusal => refusal.Nodes), .. needing.Select(need => need.Node)], StringComparer.Ordinal);
        held.UnionWith(needing.Select(need => need.Node));
        // A copy's logs begin with it, so whoever follows it is copied after it; the other way round it would lack what came between.
        var first = needing.FirstOrDefault(need => input.Topology.LinksInto(need.Node).All(link => !held.Contains(link.Source)));
        first = first.Node is null ? needing.FirstOrDefault() : first;
        waits.AddRange(needing.Where(need => need.Node != first.Node).Select(need => $"another copy to end, before {need.Node} is filled by one"));
        if (first.Node is null)
            return new CopyPlan(null, held, refusals, waits);

        if (running.Length > 0)
        {
            waits.Add($"another copy to end, before {first.Node} is filled by one");
        }
        else if (Donor(input, first.Node, excluded) is not { } donor)
        {
            refusals.Add(NotDone(first.Lack ?? new Refusal([first.Node], $"{first.Node} holds half a copy that was interrupted; expected a whole one"), "no healthy node of its version that answers has all that it lacks"));
        }
        else if (input.Server(donor)!.Account != AccountState.Usable)
        {
            waits.Add($"the replication account on {donor}, before that is copied to {first.Node}");
        }
        else
        {
            return new CopyPlan(new CopyStep(first.Node, donor), held, refusals, waits);
        }

        return new CopyPlan(null, held, refusals, waits);
    }

    static Refusal NotDone(Refusal lack, string reason) => lack with { Sentence = $"{lack.Sentence.TrimEnd('.')}; that is not done unasked, because {reason}." };

    /// <summary>
    /// The node that is copied. First those that follow the empty one: it then holds nothing that they lack, which it could not send
    /// them because its logs begin with the copy. Then those that it follows, masters, replicas.
    /// </summary>
    static string? Donor(PlannerInput input, string node, HashSet<string> excluded)
    {
        var empty = input.Server(node)!;
        var lost = DataInspection.LostOwn(input, node);
        IEnumerable<string> followers = input.Topology.Links.Where(link => link.Source == node).Select(link => link.Replica)
            .OrderBy(name => input.Server(name)?.Executed.Count);
        string[] order =
        [
            .. followers, .. input.Topology.LinksInto(node).Select(link => link.Source),
            .. input.Topology.Nodes.OrderBy(other => other.Role).Select(other => other.Name),
        ];
        return order.FirstOrDefault(name => name != node && !excluded.Contains(name) && IsWhole(input, input.Topology.Node(name), lost)
            && input.Server(name) is { } donor && IsOfSeries(donor, empty) && SourcesCanGoOn(input, node, donor, excluded));
    }

    static bool IsWhole(PlannerInput input, TopologyNode node, GtidSet lost) =>
        input.Server(node.Name) is { HasGtids: true, Executed.IsEmpty: false } server
        && server.Executed.Contains(lost)
        && (node.Role == NodeRole.Master || DataInspection.Errant(input, node)?.Except(lost).IsEmpty == true);

    // https://dev.mysql.com/doc/refman/8.4/en/clone-plugin-limitations.html; and a dump of a newer server is not read by an older one.
    static bool IsOfSeries(ServerState donor, ServerState empty) =>
        (donor.Version.Family, donor.Version.Number.Major, donor.Version.Number.Minor) == (empty.Version.Family, empty.Version.Number.Major, empty.Version.Number.Minor);

    static bool SourcesCanGoOn(PlannerInput input, string node, ServerState donor, HashSet<string> excluded) =>
        input.Topology.LinksInto(node).Where(link => !excluded.Contains(link.Source))
            .All(link => input.Server(link.Source)?.Purged.Except(donor.Executed).IsEmpty != false);
}
