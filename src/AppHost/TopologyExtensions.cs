using Aspire.Hosting.ApplicationModel;
using DualMaster.Replication.Topology;

namespace Aspire.Hosting;

/// <summary>What makes a project the initializer of a topology.</summary>
public static class TopologyExtensions
{
    /// <summary>
    /// Hands the topology over: nodes, links and settings, both addresses of every node. The initializer starts when all servers
    /// answer; its health means that the links are proved.
    /// </summary>
    /// <param name="builder">The initializer.</param>
    /// <param name="topology">The topology.</param>
    /// <param name="servers">A server for each node, by the node's name; one without an address of its own is reached by the topology's.</param>
    /// <exception cref="ArgumentException">A node has no server, or several.</exception>
    public static IResourceBuilder<T> WithTopology<T>(
        this IResourceBuilder<T> builder, ReplicationTopology topology, IEnumerable<IResourceBuilder<IResourceWithConnectionString>> servers)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(servers);

        var byName = servers.ToLookup(server => server.Resource.Name, StringComparer.Ordinal);
        if (topology.Nodes.FirstOrDefault(node => byName[node.Name].Count() != 1) is { } lost)
            throw new ArgumentException($"{lost.Name} has {byName[lost.Name].Count()} servers; expected one resource of that name; add or remove one.", nameof(servers));

        foreach (var (name, value) in TopologyEnvironment.For(topology))
            builder.WithEnvironment(name, value);
        // Of each reference only the connection string is of use; the rest would repeat root's password four times.
        builder.WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString);
        foreach (var (index, node) in topology.Nodes.Index())
        {
            var server = byName[node.Name].Single();
            builder.WithReference(server).WaitFor(server);
            if (server.Resource.TryGetLastAnnotation<ReplicationAddressAnnotation>(out var address))
                builder
                    .WithEnvironment(TopologyEnvironment.ReplicationHost(index), address.Host)
                    .WithEnvironment(TopologyEnvironment.ReplicationPort(index), address.Port);
        }

        return builder;
    }

    /// <summary>Hands over the password of the replication account, which is not root's: rotating one leaves the other.</summary>
    /// <param name="builder">The initializer.</param>
    /// <param name="password">The password.</param>
    public static IResourceBuilder<T> WithReplicationPassword<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<ParameterResource> password) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(password);
        return builder.WithEnvironment(TopologyEnvironment.ReplicationPassword, password);
    }

    /// <summary>Hands over the key without which the initializer takes no commands.</summary>
    /// <param name="builder">The initializer.</param>
    /// <param name="key">The key.</param>
    public static IResourceBuilder<T> WithCommandKey<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<ParameterResource> key) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        return builder.WithEnvironment(TopologyEnvironment.CommandKey, key);
    }
}
