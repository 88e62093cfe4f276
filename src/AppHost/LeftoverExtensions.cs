using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using DualMaster.AppHost;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Containers of a run before this one.</summary>
static class LeftoverExtensions
{
    /// <summary>
    /// Removes the container that an AppHost left that was killed, or that the machine went down with: it has the name that the new
    /// one needs, and with <c>--restart=always</c> it is running again. Its data is in its volumes.
    /// </summary>
    /// <param name="builder">The server.</param>
    public static IResourceBuilder<MySqlServerResource> WithLeftoverRemoval(this IResourceBuilder<MySqlServerResource> builder)
    {
        if (!builder.ApplicationBuilder.ExecutionContext.IsRunMode || !builder.Resource.TryGetLastAnnotation<ContainerNameAnnotation>(out var container))
            return builder;

        var configuration = builder.ApplicationBuilder.Configuration;
        builder.ApplicationBuilder.OnBeforeStart((_, token) =>
            new LeftoverContainer(ContainerEngine.Find(configuration), container.Name).RemoveAsync(token));
        return builder.WithContainerRuntimeArgs($"--label={LeftoverContainer.Label}={HostMark.OfThisProcess}");
    }
}
