using DualMaster.Replication.Topology;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>MySQL servers that replicate with each other. It has no process of its own; it is healthy exactly while it is proved.</summary>
/// <param name="name">Its name.</param>
/// <param name="settings">Settings of the whole topology.</param>
public sealed class ReplicationTopologyResource(string name, TopologySettings settings) : Resource(name)
{
    readonly List<(TopologyNode Node, IResourceWithConnectionString Server)> nodes = [];
    readonly List<ReplicationLinkResource> links = [];
    ReplicationTopology? topology;

    /// <summary>The server of each node, in the order in which they were added.</summary>
    public IReadOnlyList<IResourceWithConnectionString> Servers => [.. nodes.Select(node => node.Server)];

    /// <summary>The links, in the order in which they were added.</summary>
    public IReadOnlyList<ReplicationLinkResource> Links => links;

    /// <summary>The whole as data, with the names of servers for the addresses that nobody knows yet. From the first use on nothing can be added.</summary>
    /// <exception cref="TopologyException">It cannot be wired.</exception>
    public ReplicationTopology Topology => topology ??= ReplicationTopology.Create(nodes.Select(node => node.Node), links.Select(link => link.Link), settings);

    /// <summary>The names of the masters that were added so far.</summary>
    internal IReadOnlyList<string> Masters => [.. nodes.Where(node => node.Node.Role == NodeRole.Master).Select(node => node.Node.Name)];

    /// <summary>The server of a node.</summary>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public IResourceWithConnectionString Server(string name) => nodes.Find(node => node.Node.Name == name).Server
        ?? throw new ArgumentException($"{name} is no node of {Name}; expected one that was added before; add it first.", nameof(name));

    internal void Add(IResourceWithConnectionString server, NodeRole role)
    {
        ThrowIfComplete();
        nodes.Add((new TopologyNode(server.Name, role, (uint)nodes.Count + 1, server.Name, 3306), server));
    }

    internal void Add(ReplicationLinkResource link)
    {
        ThrowIfComplete();
        links.Add(link);
    }

    void ThrowIfComplete()
    {
        if (topology is not null)
            throw new InvalidOperationException($"The topology {Name} is in use already; expected all nodes and links before that; add them earlier.");
    }
}
