using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker;

namespace Aspire.Hosting;

/// <summary>A deployment as a Docker Compose file.</summary>
public static class ComposeExtensions
{
    /// <summary>Has the engine start every service again that ends, as it does in a run (<see cref="MySqlNodeExtensions.WithRestart"/>).</summary>
    /// <param name="builder">The environment.</param>
    public static IResourceBuilder<DockerComposeEnvironmentResource> WithRestartingServices(this IResourceBuilder<DockerComposeEnvironmentResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureComposeFile(file =>
        {
            foreach (var service in file.Services.Values)
                service.Restart = "always";
        });
    }
}
