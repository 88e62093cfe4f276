using Aspire.Hosting.ApplicationModel;
using DualMaster.AppHost.Watching;
using DualMaster.Replication.Presentation;
using DualMaster.Replication.Topology;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Adds a topology, its nodes and its links.</summary>
public static class ReplicationTopologyExtensions
{
    /// <summary>
    /// Adds a topology of MySQL servers that replicate with each other. Whatever waits for it (<c>WaitFor</c>) starts when it is
    /// proved: when what was written on every master was read on every node.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">Its name.</param>
    /// <param name="settings">Settings of the whole topology; the defaults when left out.</param>
    public static IResourceBuilder<ReplicationTopologyResource> AddReplicationTopology(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, TopologySettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        var topology = new ReplicationTopologyResource(name, settings ?? new TopologySettings());
        // It asks every second, which is nothing to write into a log.
        builder.Services.AddHttpClient<InitializerClient>(client => client.Timeout = TimeSpan.FromSeconds(15)).RemoveAllLoggers();
        // One that cannot be wired is refused before anything is started or published.
        builder.OnBeforeStart((_, _) => Task.FromResult(topology.Topology));
        return builder.AddResource(topology)
            .ExcludeFromManifest()
            .WithIconName(TopologyPresentation.Icon)
            .WithInitialState(new() { ResourceType = "Topology", Properties = [], State = KnownResourceStates.NotStarted })
            .WithTopologyWatch()
            .WithTopologyCommands();
    }

    /// <summary>Adds a master: it takes writes, and replicates with every master that was added before, in both directions.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="server">Its server.</param>
    /// <exception cref="ArgumentException">The server has no address for the other nodes.</exception>
    public static IResourceBuilder<T> AddMaster<T>(
        this IResourceBuilder<ReplicationTopologyResource> builder, IResourceBuilder<T> server) where T : IResourceWithConnectionString
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(server);

        var peers = builder.Resource.Masters;
        AddNode(builder, server, NodeRole.Master);
        foreach (var peer in peers)
        {
            AddLink(builder, new TopologyLink(peer, server.Resource.Name));
            AddLink(builder, new TopologyLink(server.Resource.Name, peer));
        }

        return server;
    }

    /// <summary>Adds a replica: it refuses writes and follows its source.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="server">Its server.</param>
    /// <param name="source">The server of a node that was added before.</param>
    /// <param name="delay">How far it stays behind on purpose, whole seconds.</param>
    /// <exception cref="ArgumentException">The server has no address for the other nodes.</exception>
    public static IResourceBuilder<T> AddReplica<T>(
        this IResourceBuilder<ReplicationTopologyResource> builder, IResourceBuilder<T> server,
        IResourceBuilder<IResourceWithConnectionString> source, TimeSpan delay = default) where T : IResourceWithConnectionString
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(source);

        // Before anything is added.
        builder.Resource.Server(source.Resource.Name);
        AddNode(builder, server, NodeRole.Replica);
        AddLink(builder, new TopologyLink(source.Resource.Name, server.Resource.Name, delay));
        return server;
    }

    /// <summary>Adds one more link between nodes that were added before, for example for a replica of two sources.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="source">The server of the node that is read from.</param>
    /// <param name="replica">The server of the node that follows.</param>
    /// <param name="delay">How far it stays behind on purpose, whole seconds.</param>
    public static IResourceBuilder<ReplicationTopologyResource> WithLink(
        this IResourceBuilder<ReplicationTopologyResource> builder, IResourceBuilder<IResourceWithConnectionString> source,
        IResourceBuilder<IResourceWithConnectionString> replica, TimeSpan delay = default)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(replica);

        AddLink(builder, new TopologyLink(source.Resource.Name, replica.Resource.Name, delay));
        return builder;
    }

    static void AddNode<T>(IResourceBuilder<ReplicationTopologyResource> builder, IResourceBuilder<T> server, NodeRole role)
        where T : IResourceWithConnectionString
    {
        if (!server.Resource.HasAnnotationOfType<ReplicationAddressAnnotation>())
            throw new ArgumentException($"{server.Resource.Name} has no address for the other nodes; expected {nameof(MySqlNodeExtensions.WithReplicationAddress)} to be called first; call it.", nameof(server));

        builder.Resource.Add(server.Resource, role);
        server.WithParentRelationship(builder.Resource).WithIconName(NodePresentation.Icon(role));
        if (server.Resource is MySqlServerResource mysql)
            builder.ApplicationBuilder.CreateResourceBuilder(mysql).WithServerOptions(builder.Resource).WithEmptyHistory();
    }

    static void AddLink(IResourceBuilder<ReplicationTopologyResource> builder, TopologyLink link)
    {
        var topology = builder.Resource;
        var (source, replica) = (topology.Server(link.Source), topology.Server(link.Replica));
        var resource = new ReplicationLinkResource(topology, link);
        topology.Add(resource);
        builder.ApplicationBuilder.AddResource(resource)
            .ExcludeFromManifest()
            .WithIconName(LinkPresentation.Icon)
            .WithInitialState(new() { ResourceType = "Link", Properties = [], State = KnownResourceStates.NotStarted })
            .WithParentRelationship(topology)
            .WithRelationship(replica, "Replica")
            .WithLinkHealth()
            .WithLinkCommands();
        // Arrows of the graph point from a resource to what it names, so it reads source → link → replica.
        builder.ApplicationBuilder.CreateResourceBuilder(source).WithRelationship(resource, "Source of");
    }
}
