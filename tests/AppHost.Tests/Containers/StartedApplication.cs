using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DualMaster.AppHost.Tests.Containers;

/// <summary>The AppHost's application in this process, once for a class of tests, with a resource that waits for the topology.</summary>
public sealed class StartedApplication : IAsyncLifetime
{
    /// <summary>It begins and ends as soon as the topology is proved.</summary>
    public const string Dependent = "dependent";

    Surroundings? surroundings;

    public DistributedApplication Application { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        surroundings = await Surroundings.MakeAsync();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(surroundings.Arguments, Surroundings.Token);
        var topology = builder.CreateResourceBuilder(builder.Resources.OfType<ReplicationTopologyResource>().Single());
        builder.AddExecutable(Dependent, "dotnet", ".", "--version").WithReference(topology).WaitFor(topology);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        Application = await builder.BuildAsync(Surroundings.Token);
        await Application.StartAsync(Surroundings.Token);
        await Application.ResourceNotifications.WaitForResourceHealthyAsync(topology.Resource.Name, Surroundings.Token).WaitAsync(TimeSpan.FromMinutes(5), Surroundings.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (Application is not null)
            await Application.DisposeAsync();
        if (surroundings is not null)
            await surroundings.DisposeAsync();
    }

    /// <summary>Waits until a resource is as expected.</summary>
    internal Task<ResourceEvent> UntilAsync(string resource, Func<CustomResourceSnapshot, bool> expected) =>
        Application.ResourceNotifications.WaitForResourceAsync(resource, found => expected(found.Snapshot), Surroundings.Token).WaitAsync(TimeSpan.FromMinutes(2), Surroundings.Token);

    /// <summary>Gives a command as a button of the dashboard does, until it is taken: on a busy machine a server may not answer just then.</summary>
    internal async Task<ExecuteCommandResult> CommandAsync(string resource, string command)
    {
        ExecuteCommandResult? result = null;
        await Eventually.HoldsAsync(
            async () => (result = await Application.ResourceCommands.ExecuteCommandAsync(resource, command, Surroundings.Token)).Success,
            () => $"{command} of {resource} is not taken: {result?.Message}");
        return result!;
    }
}
