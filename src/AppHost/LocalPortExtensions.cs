using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Ports of this machine.</summary>
public static class LocalPortExtensions
{
    /// <summary>Publishes an endpoint on a fixed port of this machine; a deployment, where each node has a machine of its own, chooses.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointName">An endpoint that it has.</param>
    /// <param name="port">The port.</param>
    public static IResourceBuilder<T> WithLocalPort<T>(
        this IResourceBuilder<T> builder, [EndpointName] string endpointName, int port) where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(endpointName);

        return builder.ApplicationBuilder.ExecutionContext.IsRunMode
            ? builder.WithEndpoint(endpointName, endpoint => endpoint.Port = port, createIfNotExists: false)
            : builder;
    }
}
