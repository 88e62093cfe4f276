using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Servers that somebody else operates.</summary>
public static class ExistingServerExtensions
{
    /// <summary>
    /// Adds a server that exists: by the connection string of its name, and by the address at which the other nodes reach it, which
    /// are the parameters <c>{name}-replication-host</c> and <c>{name}-replication-port</c>.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">Its name.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddExistingServer(
        this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        var host = builder.AddParameter($"{name}-replication-host");
        var port = builder.AddParameter($"{name}-replication-port", "3306", publishValueAsDefault: true);
        return builder.AddConnectionString(name).WithAnnotation(
            new ReplicationAddressAnnotation(ReferenceExpression.Create($"{host}"), ReferenceExpression.Create($"{port}")));
    }
}
