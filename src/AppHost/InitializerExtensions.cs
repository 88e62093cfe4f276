using Aspire.Hosting.ApplicationModel;
using DualMaster.Replication.Topology;

namespace Aspire.Hosting;

/// <summary>What makes a project the initializer of a topology.</summary>
public static class InitializerExtensions
{
    /// <summary>
    /// Hands the topology over: nodes, links and settings, both addresses of every node. The initializer starts when all servers
    /// answer; its health means that the links are proved.
    /// </summary>
    /// <param name="builder">The initializer, with an endpoint <c>http</c>.</param>
    /// <param name="topology">The topology, complete.</param>
    /// <param name="replicationPassword">The password of the replication account, which is not root's: rotating one leaves the other.</param>
    /// <param name="commandKey">The key without which the initializer takes no commands.</param>
    public static IResourceBuilder<T> WithTopology<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<ReplicationTopologyResource> topology,
        IResourceBuilder<ParameterResource> replicationPassword, IResourceBuilder<ParameterResource> commandKey)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport, IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(replicationPassword);
        ArgumentNullException.ThrowIfNull(commandKey);

        var wanted = topology.Resource.Topology;
        foreach (var (name, value) in TopologyEnvironment.For(wanted))
            builder.WithEnvironment(name, value);
        // Of each reference only the connection string is of use; the rest would repeat root's password four times.
        builder.WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString);
        foreach (var (index, server) in topology.Resource.Servers.Index())
        {
            var address = server.Annotations.OfType<ReplicationAddressAnnotation>().Last();
            var reference = builder.ApplicationBuilder.CreateResourceBuilder(server);
            builder.WithReference(reference).WaitFor(reference)
                .WithEnvironment(TopologyEnvironment.ReplicationHost(index), address.Host)
                .WithEnvironment(TopologyEnvironment.ReplicationPort(index), address.Port);
        }

        topology.WithAnnotation(
            new InitializerAnnotation(builder.Resource, commandKey.Resource), ResourceAnnotationMutationBehavior.Replace);
        return builder
            .WithEnvironment(TopologyEnvironment.ReplicationPassword, replicationPassword)
            .WithEnvironment(TopologyEnvironment.CommandKey, commandKey)
            .WithHttpHealthCheck("/health")
            .WithUrls(context =>
            {
                foreach (var (path, text) in new[] { ("/status", "Status"), ("/health", "Health") })
                    if (context.GetEndpoint("http") is { IsAllocated: true } endpoint)
                        context.Urls.Add(new ResourceUrlAnnotation { Url = $"{endpoint.Url}{path}", DisplayText = text, Endpoint = endpoint });
            });
    }
}
