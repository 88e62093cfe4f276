using Aspire.Hosting.ApplicationModel;
using DualMaster.AppHost;
using DualMaster.Replication.Servers;

namespace Aspire.Hosting;

/// <summary>What makes a MySQL server a node of a topology.</summary>
public static class MySqlNodeExtensions
{
    /// <summary>
    /// Gives the server the address by which other nodes reach it. In a run that is a name of its container and in its network,
    /// which has to be stable: MySQL stores it on the replica's volume. In a deployment it is what the platform calls the server.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The name in a run.</param>
    public static IResourceBuilder<MySqlServerResource> WithReplicationAddress(this IResourceBuilder<MySqlServerResource> builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        if (builder.ApplicationBuilder.ExecutionContext.IsRunMode)
            return builder
                .WithContainerName(name)
                .WithContainerNetworkAlias(name)
                .WithAnnotation(new ReplicationAddressAnnotation(ReferenceExpression.Create($"{name}"), ReferenceExpression.Create($"3306")), ResourceAnnotationMutationBehavior.Replace);

        var endpoint = builder.GetEndpoint("tcp", KnownNetworkIdentifiers.DefaultAspireContainerNetwork);
        return builder.WithAnnotation(new ReplicationAddressAnnotation(
            ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.Host)}"),
            ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.Port)}")), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>
    /// Keeps data and logs in volumes of their own: the slow log, and the general log when it is switched on. The error log goes to
    /// the console, where a dashboard shows it. Names do not depend on where the working copy lies, as the user secrets with the
    /// password do not either.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="prefix">What the names of the volumes begin with; empty for a server that forgets everything.</param>
    public static IResourceBuilder<MySqlServerResource> WithNodeVolumes(this IResourceBuilder<MySqlServerResource> builder, string prefix)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(prefix);
        return prefix.Length == 0 ? builder : builder
            .WithDataVolume($"{prefix}-{builder.Resource.Name}-data")
            .WithVolume($"{prefix}-{builder.Resource.Name}-logs", "/var/log/mysql")
            // The image gives a directory to its user only where one of these options names it (docker-entrypoint.sh).
            .WithArgs("--general-log-file=/var/log/mysql/general.log", "--slow-query-log-file=/var/log/mysql/slow.log", "--slow-query-log=ON");
    }

    /// <summary>
    /// Takes options from the <c>.cnf</c> files of a directory, as arguments: those win over files, so that an option that is given
    /// both ways would otherwise not be the one in the file, and unlike files they survive every way of publishing.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="directory">The directory, relative to the AppHost's project; it need not exist.</param>
    public static IResourceBuilder<MySqlServerResource> WithOptionFiles(this IResourceBuilder<MySqlServerResource> builder, string directory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return builder.WithAnnotation(
            new OptionFilesAnnotation(Path.Combine(builder.ApplicationBuilder.AppHostDirectory, directory)), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>
    /// Starts the server again whenever it ends: by the container engine where it ended by itself, and by this application
    /// where its container was killed. Stopped in the dashboard it stays stopped.
    /// </summary>
    /// <param name="builder">The server, with a stable name of its container.</param>
    public static IResourceBuilder<MySqlServerResource> WithRestart(this IResourceBuilder<MySqlServerResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .WithContainerRuntimeArgs("--restart=always")
            .WithLeftoverRemoval()
            .WithServerWatch();
    }

    /// <summary>
    /// Lets the image's first start leave no transaction: it loads time zones with binary logging on, and nodes that begin with four
    /// private histories would exchange them.
    /// </summary>
    internal static IResourceBuilder<MySqlServerResource> WithEmptyHistory(this IResourceBuilder<MySqlServerResource> builder) =>
        builder.WithEnvironment("MYSQL_INITDB_SKIP_TZINFO", "1");

    /// <summary>
    /// Starts the server with the options of its node, as arguments. Both, the topology and the image, may change until then.
    /// </summary>
    internal static IResourceBuilder<MySqlServerResource> WithServerOptions(
        this IResourceBuilder<MySqlServerResource> builder, ReplicationTopologyResource topology) =>
        builder.WithArgs(context =>
        {
            var server = builder.Resource;
            server.TryGetLastAnnotation<OptionFilesAnnotation>(out var files);
            server.TryGetLastAnnotation<ReplicationAddressAnnotation>(out var address);
            var own = OptionFile.ReadAll(files?.Directory);
            foreach (var option in ServerOptions.For(topology.Topology, topology.Topology.Node(server.Name), MySqlImage.Version(server)))
                if (!own.ContainsKey(option.Name))
                    context.Args.Add((option.Name, address) switch
                    {
                        ("report_host", { Host: var host }) => ReferenceExpression.Create($"--report-host={host}"),
                        ("report_port", { Port: var port }) => ReferenceExpression.Create($"--report-port={port}"),
                        _ => option.ToArgument(),
                    });
            foreach (var argument in own.Values)
                context.Args.Add(argument);
        });
}
