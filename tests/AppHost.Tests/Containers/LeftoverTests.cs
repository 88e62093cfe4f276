using Aspire.Hosting;
using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Containers;

/// <summary>Containers that have a name which a run needs, for example after the machine went down.</summary>
[Trait("Needs", "Containers")]
public sealed class LeftoverTests : IAsyncLifetime
{
    readonly string name = $"Test{Guid.NewGuid():N}";
    ContainerEngine engine = null!;

    LeftoverContainer Container => new(engine, name);

    public async ValueTask InitializeAsync() => engine = await Engine.FindAsync();

    [Fact]
    public async Task One_whose_AppHost_is_gone_is_removed()
    {
        await CreateAsync($"--label={LeftoverContainer.Label}={HostMark.OfThisProcess with { StartedAt = 0 }}");

        await Container.RemoveAsync(Surroundings.Token);

        (await ExistsAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task One_whose_AppHost_runs_is_left_alone_and_it_is_said_how_to_run_two()
    {
        await CreateAsync($"--label={LeftoverContainer.Label}={HostMark.OfThisProcess}");

        (await Should.ThrowAsync<DistributedApplicationException>(() => Container.RemoveAsync(Surroundings.Token))).Message.ShouldBe(
            $"The container {name} belongs to an AppHost that runs (process {Environment.ProcessId}); expected one at a time; end it, or give this one names and ports of its own with --cluster-name=, --port-base= and --volume-prefix=.");
        (await ExistsAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task One_of_somebody_elses_is_left_alone()
    {
        await CreateAsync("--label=somebody=else");

        (await Should.ThrowAsync<DistributedApplicationException>(() => Container.RemoveAsync(Surroundings.Token))).Message.ShouldBe(
            $"There is a container {name} that no AppHost of this project made; expected that name to be free; rename or remove it, or give another name with --cluster-name=.");
        (await ExistsAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Where_there_is_none_nothing_is_done() => await Container.RemoveAsync(Surroundings.Token);

    public async ValueTask DisposeAsync() => await engine.RunAsync(["rm", "--force", "--volumes", name], CancellationToken.None);

    async Task CreateAsync(string label) =>
        (await engine.RunAsync(["create", "--name", name, label, $"mysql:{ClusterOptions.DefaultImageTag}"], Surroundings.Token)).ShouldNotBeNull().ExitCode.ShouldBe(0);

    async Task<bool> ExistsAsync() => await engine.RunAsync(["container", "inspect", name], Surroundings.Token) is { ExitCode: 0 };
}
