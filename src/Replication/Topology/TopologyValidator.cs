using System.Text.RegularExpressions;

namespace DualMaster.Replication.Topology;

/// <summary>Says, before anything is started, why a topology cannot be wired.</summary>
static partial class TopologyValidator
{
    // The name becomes a configuration key, a channel name (at most 64 characters) and a folder.
    [GeneratedRegex(@"^(?!.*__)[A-Za-z][A-Za-z0-9_-]{0,59}\z")]
    private static partial Regex NodeName();

    public static IReadOnlyList<string> Validate(
        IReadOnlyList<TopologyNode> nodes, IReadOnlyList<TopologyLink> links, TopologySettings settings) =>
    [
        .. Nodes(nodes),
        .. Links(nodes, links),
        .. Writers(nodes, settings),
        .. Intervals(settings),
    ];

    static IEnumerable<string> Nodes(IReadOnlyList<TopologyNode> nodes)
    {
        if (nodes.Count == 0)
            yield return "The topology has no nodes; expected at least a master and a replica; name them under Topology:Nodes.";

        foreach (var node in nodes)
        {
            if (!NodeName().IsMatch(node.Name))
                yield return $"The node name '{node.Name}' is not usable; expected a letter followed by at most 59 letters, digits, '-' or '_'; rename the node.";
            if (!Enum.IsDefined(node.Role))
                yield return $"{node.Name} has the role {node.Role}; expected {string.Join(" or ", Enum.GetNames<NodeRole>())}; correct Role.";
            if (node.ServerId == 0)
                yield return $"{node.Name} has server_id 0; expected 1 to 4294967295, because a server with 0 refuses to replicate; give it a number of its own.";
            if (string.IsNullOrWhiteSpace(node.ReplicationHost))
                yield return $"{node.Name} has no host for the other nodes; expected a name or address that they can reach; set ReplicationHost.";
            if (node.ReplicationPort is < 1 or > 65535)
                yield return $"{node.Name} has replication port {node.ReplicationPort}; expected 1 to 65535; set ReplicationPort.";
        }

        foreach (var twice in nodes.GroupBy(node => node.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            yield return $"{twice.Count()} nodes are called '{twice.Key}'; expected every name once; rename all but one.";
        foreach (var twice in nodes.Where(node => node.ServerId != 0).GroupBy(node => node.ServerId).Where(group => group.Count() > 1))
            yield return $"{string.Join(" and ", twice.Select(node => node.Name))} have the same server_id {twice.Key}; expected a different one on each, because a server skips events that carry its own; change one.";
        foreach (var twice in nodes.GroupBy(node => (Host: node.ReplicationHost.ToUpperInvariant(), node.ReplicationPort)).Where(group => group.Count() > 1))
            yield return $"{string.Join(" and ", twice.Select(node => node.Name))} have the same address {twice.First().ReplicationHost}:{twice.Key.ReplicationPort}; expected one server each; correct ReplicationHost or ReplicationPort.";
    }

    static IEnumerable<string> Links(IReadOnlyList<TopologyNode> nodes, IReadOnlyList<TopologyLink> links)
    {
        var names = nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var link in links)
        {
            foreach (var unknown in new[] { link.Source, link.Replica }.Where(name => !names.Contains(name)))
                yield return $"The link {link} names '{unknown}', which is no node; expected one of {string.Join(", ", names)}; correct the link.";
            if (link.Source == link.Replica)
                yield return $"The link {link} goes from a node to itself; expected two nodes; remove it.";
            if (link.Delay < TimeSpan.Zero || link.Delay.TotalSeconds > int.MaxValue || link.Delay.Ticks % TimeSpan.TicksPerSecond != 0)
                yield return $"The link {link} has a delay of {link.Delay.TotalSeconds} s; expected whole seconds from 0; correct Delay.";
        }

        foreach (var twice in links.GroupBy(link => (link.Source, link.Replica)).Where(group => group.Count() > 1))
            yield return $"The link {twice.First()} is given {twice.Count()} times; expected once; remove the others.";

        foreach (var node in nodes.Where(node => node.Role == NodeRole.Replica && links.All(link => link.Replica != node.Name)))
            yield return $"The replica {node.Name} follows nobody; expected a link into it; add one under Topology:Links.";

        var known = links.Where(link => names.Contains(link.Source) && names.Contains(link.Replica)).ToArray();
        foreach (var from in nodes.Where(node => node.Role == NodeRole.Master))
        {
            var reached = Reach(from.Name, known);
            foreach (var missed in nodes.Where(node => !reached.Contains(node.Name)))
                yield return $"What is written on {from.Name} does not reach {missed.Name}; expected a path of links from every master to every node; add a link.";
        }

        foreach (var link in known.Where(link => nodes.First(node => node.Name == link.Source).Role == NodeRole.Replica
                                              && nodes.First(node => node.Name == link.Replica).Role == NodeRole.Master))
            yield return $"The link {link} goes from a replica to a master; expected masters to follow masters; turn it round or make {link.Source} a master.";
    }

    static HashSet<string> Reach(string from, IReadOnlyList<TopologyLink> links)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { from };
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var name))
            foreach (var link in links.Where(link => link.Source == name))
                if (reached.Add(link.Replica))
                    open.Enqueue(link.Replica);
        return reached;
    }

    static IEnumerable<string> Writers(IReadOnlyList<TopologyNode> nodes, TopologySettings settings)
    {
        var masters = nodes.Where(node => node.Role == NodeRole.Master).ToArray();
        if (nodes.Count > 0 && masters.Length == 0)
            yield return "No node is a master, so there is no writer; expected at least one; set Role=Master on a node.";
        if (!Enum.IsDefined(settings.WriterMode))
            yield return $"Topology:WriterMode is {settings.WriterMode}; expected {string.Join(" or ", Enum.GetNames<WriterMode>())}; correct it.";
        if (settings.WriterMode == WriterMode.One && settings.Writer is { } writer && masters.All(node => node.Name != writer))
            yield return $"The writer '{writer}' is no master; expected one of {string.Join(", ", masters.Select(node => node.Name))}; correct Topology:Writer.";
        if (settings.AutoIncrementStep is { } step && (step < masters.Length || step is < 1 or > 65535))
            yield return $"The auto-increment step is {step} for {masters.Length} masters; expected at least {Math.Max(1, masters.Length)} and at most 65535, because values of two masters would collide; correct Topology:AutoIncrementStep.";
    }

    static IEnumerable<string> Intervals(TopologySettings settings)
    {
        (string Name, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] bounds =
        [
            (nameof(settings.BeatInterval), settings.BeatInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            (nameof(settings.RoundInterval), settings.RoundInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            (nameof(settings.ProvingInterval), settings.ProvingInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            (nameof(settings.Grace), settings.Grace, TimeSpan.Zero, TimeSpan.FromHours(1)),
            (nameof(settings.StatementTimeout), settings.StatementTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)),
            (nameof(settings.BeatPatience), settings.BeatPatience, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            (nameof(settings.BinaryLogRetention), settings.BinaryLogRetention, TimeSpan.FromMinutes(10), TimeSpan.FromDays(3650)),
            (nameof(settings.RehomeAfter), settings.RehomeAfter, TimeSpan.FromSeconds(5), TimeSpan.FromDays(1)),
        ];

        foreach (var (name, value, least, most) in bounds.Where(bound => (bound.Value < bound.Least || bound.Value > bound.Most) && !IsOff(bound.Name, bound.Value)))
            yield return $"Topology:{name} is {value}; expected {least} to {most}{name switch { nameof(settings.BeatInterval) => ", or 00:00:00 for none", nameof(settings.RehomeAfter) => ", or 00:00:00 for never", _ => "" }}; correct it.";
        if (!Enum.IsDefined(settings.Positioning))
            yield return $"Topology:Positioning is {settings.Positioning}; expected {string.Join(" or ", Enum.GetNames<Positioning>())}; correct it.";
        if (settings.Positioning == Positioning.FilePosition && settings.BeatInterval == TimeSpan.Zero)
            yield return $"Topology:Positioning is FilePosition and Topology:BeatInterval 00:00:00; expected beats, because without GTIDs only they tell whether rows arrive; correct one of the two.";
        if (settings.BeatPatience / 2 < settings.RoundInterval)
            yield return $"Topology:BeatPatience is {settings.BeatPatience} with a round every {settings.RoundInterval}; expected at least two rounds, because beats are looked at once a round; correct it.";
        if (settings.BeatPatience / 2 < settings.BeatInterval)
            yield return $"Topology:BeatPatience is {settings.BeatPatience} with a beat every {settings.BeatInterval}; expected at least two beats, because one may be late; correct it.";

        static bool IsOff(string name, TimeSpan value) => name is (nameof(TopologySettings.BeatInterval) or nameof(TopologySettings.RehomeAfter)) && value == TimeSpan.Zero;
    }
}
