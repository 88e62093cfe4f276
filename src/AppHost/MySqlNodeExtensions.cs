using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace Aspire.Hosting;

/// <summary>What makes a MySQL server a node of a topology.</summary>
public static class MySqlNodeExtensions
{
    /// <summary>
    /// Gives the server the address by which other nodes reach it. In a run that is the topology's, as container name and network
    /// name: MySQL stores it on the replica's volume. In a deployment it is what the platform calls the server.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="node">The node that it is.</param>
    public static IResourceBuilder<MySqlServerResource> WithReplicationAddress(
        this IResourceBuilder<MySqlServerResource> builder, TopologyNode node)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(node);

        if (builder.ApplicationBuilder.ExecutionContext.IsRunMode)
            return builder
                .WithContainerName(node.ReplicationHost)
                .WithContainerNetworkAlias(node.ReplicationHost)
                .WithAnnotation(new ReplicationAddressAnnotation(
                    ReferenceExpression.Create($"{node.ReplicationHost}"),
                    ReferenceExpression.Create($"{node.ReplicationPort.ToString(CultureInfo.InvariantCulture)}")));

        var endpoint = builder.GetEndpoint("tcp", KnownNetworkIdentifiers.DefaultAspireContainerNetwork);
        return builder.WithAnnotation(new ReplicationAddressAnnotation(
            ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.Host)}"),
            ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.Port)}")));
    }

    /// <summary>
    /// Starts the server with the options of its node, as arguments: unlike an option file they survive every way of publishing.
    /// </summary>
    /// <param name="builder">The server; <see cref="WithReplicationAddress"/> decides what it calls itself.</param>
    /// <param name="topology">The topology.</param>
    /// <param name="node">The node that it is.</param>
    /// <param name="version">The server's version.</param>
    /// <exception cref="NotSupportedException">No options are known for that version.</exception>
    public static IResourceBuilder<MySqlServerResource> WithServerOptions(
        this IResourceBuilder<MySqlServerResource> builder, ReplicationTopology topology, TopologyNode node, ServerVersion version)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(version);

        var options = ServerOptions.For(topology, node, version);
        return builder.WithArgs(context =>
        {
            builder.Resource.TryGetLastAnnotation<ReplicationAddressAnnotation>(out var address);
            foreach (var option in options)
                context.Args.Add((option.Name, address) switch
                {
                    ("report_host", { Host: var host }) => ReferenceExpression.Create($"--report-host={host}"),
                    ("report_port", { Port: var port }) => ReferenceExpression.Create($"--report-port={port}"),
                    _ => option.ToArgument(),
                });
        });
    }

    /// <summary>
    /// Lets the image's first start leave no transaction: it loads time zones with binary logging on, and nodes that begin with four
    /// private histories would exchange them.
    /// </summary>
    /// <param name="builder">The server.</param>
    public static IResourceBuilder<MySqlServerResource> WithEmptyHistory(this IResourceBuilder<MySqlServerResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithEnvironment("MYSQL_INITDB_SKIP_TZINFO", "1");
    }

    /// <summary>
    /// Keeps the server's data in a volume of its own. The name does not depend on where the working copy lies, as the user secrets
    /// with the password do not either.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="prefix">What the volume's name begins with; empty for a server that forgets everything.</param>
    public static IResourceBuilder<MySqlServerResource> WithNodeVolumes(
        this IResourceBuilder<MySqlServerResource> builder, string prefix)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(prefix);
        return prefix.Length == 0 ? builder : builder.WithDataVolume($"{prefix}-{builder.Resource.Name}-data");
    }
}
