namespace DualMaster.Replication.Topology;

/// <summary>
/// Nodes, links and settings: data, validated once, immutable. It drives server options, wiring, environment and tests.
/// </summary>
public sealed class ReplicationTopology
{
    readonly Dictionary<string, TopologyNode> nodesByName;

    ReplicationTopology(IReadOnlyList<TopologyNode> nodes, IReadOnlyList<TopologyLink> links, TopologySettings settings)
    {
        Nodes = nodes;
        Links = links;
        Settings = settings;
        nodesByName = nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        Masters = [.. nodes.Where(node => node.Role == NodeRole.Master)];
        Writers = settings.WriterMode == WriterMode.All
            ? Masters
            : [nodesByName[settings.Writer ?? Masters[0].Name]];
    }

    /// <summary>All nodes, in the order in which they were given.</summary>
    public IReadOnlyList<TopologyNode> Nodes { get; }

    /// <summary>All links, in the order in which they were given.</summary>
    public IReadOnlyList<TopologyLink> Links { get; }

    /// <summary>Settings of the whole topology.</summary>
    public TopologySettings Settings { get; }

    /// <summary>The nodes with the role of a master.</summary>
    public IReadOnlyList<TopologyNode> Masters { get; }

    /// <summary>The masters that accept writes now.</summary>
    public IReadOnlyList<TopologyNode> Writers { get; }

    /// <summary><c>auto_increment_increment</c> of every node.</summary>
    public int AutoIncrementStep => Settings.AutoIncrementStep ?? Masters.Count;

    /// <summary>Makes a topology out of its parts.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="links">All links.</param>
    /// <param name="settings">Settings; the defaults when left out.</param>
    /// <returns>The validated topology.</returns>
    /// <exception cref="TopologyException">It cannot be wired; the exception lists every reason.</exception>
    public static ReplicationTopology Create(
        IEnumerable<TopologyNode> nodes, IEnumerable<TopologyLink> links, TopologySettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(links);

        TopologyNode[] nodeList = [.. nodes];
        TopologyLink[] linkList = [.. links];
        settings ??= new TopologySettings();
        var problems = TopologyValidator.Validate(nodeList, linkList, settings);
        return problems.Count == 0
            ? new ReplicationTopology(nodeList, linkList, settings)
            : throw new TopologyException(problems);
    }

    /// <summary>The node of that name.</summary>
    /// <param name="name">A node's name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public TopologyNode Node(string name) => nodesByName[name];

    /// <summary>The links by which a node follows its sources.</summary>
    /// <param name="name">The replica's name.</param>
    public IEnumerable<TopologyLink> LinksInto(string name) => Links.Where(link => link.Replica == name);

    /// <summary>
    /// The channel's name on the replica: MySQL's default channel where a node has one source, as every tool and tutorial
    /// expects, and the source's name where it has several.
    /// </summary>
    /// <param name="link">A link of this topology.</param>
    public string ChannelName(TopologyLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return LinksInto(link.Replica).Count() == 1 ? "" : link.Source;
    }

    /// <summary>
    /// <c>auto_increment_offset</c> of a node, from 1: a master's place among the masters; a replica takes its source's, so that
    /// it is right on the day on which it is promoted.
    /// </summary>
    /// <param name="name">The node's name.</param>
    public int AutoIncrementOffset(string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([name]);
        while (open.TryDequeue(out var next))
        {
            var node = Node(next);
            if (node.Role == NodeRole.Master)
                return Masters.Index().First(master => master.Item.Name == next).Index + 1;
            if (seen.Add(next))
                foreach (var link in LinksInto(next))
                    open.Enqueue(link.Source);
        }

        throw new InvalidOperationException($"No master reaches {name}.");
    }

    /// <summary>The writers whose transactions a link carries: those that reach its source without passing its replica.</summary>
    /// <param name="link">A link of this topology.</param>
    /// <returns>Names of writers; empty for the way back to the only writer.</returns>
    public IReadOnlySet<string> WritersCarriedBy(TopologyLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        var upstream = new HashSet<string>(StringComparer.Ordinal) { link.Source };
        var open = new Queue<string>(upstream);
        while (open.TryDequeue(out var name))
            foreach (var into in LinksInto(name))
                if (into.Source != link.Replica && upstream.Add(into.Source))
                    open.Enqueue(into.Source);

        return Writers.Select(writer => writer.Name).Where(upstream.Contains).ToHashSet(StringComparer.Ordinal);
    }
}
