using Aspire.Hosting.ApplicationModel;
using DualMaster.Replication.Topology;

namespace Aspire.Hosting;

/// <summary>How an application reaches the servers of a topology.</summary>
public static class ConnectionExtensions
{
    /// <summary>
    /// Gives an application the connection strings <c>{topology}-writer</c>, <c>{topology}-reader</c> and one for every node, by its
    /// name. The first two name several hosts, for MySqlConnector: the writers, of which the first that answers is taken, so that
    /// writes do not meet; and the replicas, in turn. That takes one port for all, so a process of this machine, for which the
    /// nodes have a port each, gets the first writer and the first replica.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="topology">The topology, complete.</param>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<ReplicationTopologyResource> topology)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(topology);

        var wanted = topology.Resource.Topology;
        TopologyNode[] replicas = [.. wanted.Nodes.Where(node => node.Role == NodeRole.Replica)];
        foreach (var server in topology.Resource.Servers)
            builder.WithEnvironment(TopologyEnvironment.ConnectionString(server.Name), new ConnectionStringReference(server, optional: false));
        return builder
            .WithReferenceRelationship(topology.Resource)
            .WithConnectionString(topology.Resource, "writer", wanted.Writers, "FailOver")
            .WithConnectionString(topology.Resource, "reader", replicas.Length > 0 ? replicas : wanted.Nodes, "RoundRobin");
    }

    // Of an option that is given twice, MySqlConnector takes the last, so all but the hosts is the first node's.
    static IResourceBuilder<T> WithConnectionString<T>(
        this IResourceBuilder<T> builder, ReplicationTopologyResource topology, string use, IReadOnlyList<TopologyNode> nodes, string balance)
        where T : IResourceWithEnvironment => builder.WithEnvironment(context =>
        {
            var servers = nodes.Select(node => topology.Server(node.Name)).ToArray();
            var expression = new ReferenceExpressionBuilder();
            expression.Append($"{servers[0]}");
            if (context.ExecutionContext.IsPublishMode || context.Resource.IsContainer())
                AppendHosts(expression, servers, balance);
            context.EnvironmentVariables[TopologyEnvironment.ConnectionString($"{topology.Name}-{use}")] = expression.Build();
        });

    static void AppendHosts(ReferenceExpressionBuilder expression, IResourceWithConnectionString[] servers, string balance)
    {
        var addresses = servers.Select(server => server.Annotations.OfType<ReplicationAddressAnnotation>().Last()).ToArray();
        expression.AppendLiteral(";Server=");
        foreach (var (index, address) in addresses.Index())
        {
            expression.AppendLiteral(index == 0 ? "" : ",");
            expression.Append($"{address.Host}");
        }

        expression.AppendLiteral(";Port=");
        expression.Append($"{addresses[0].Port}");
        expression.AppendLiteral($";Load Balance={balance}");
    }
}
