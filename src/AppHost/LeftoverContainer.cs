using Aspire.Hosting.ApplicationModel;

namespace DualMaster.AppHost;

/// <summary>A container with a name that this run needs.</summary>
/// <param name="engine">The engine.</param>
/// <param name="name">The container's name.</param>
sealed class LeftoverContainer(ContainerEngine engine, string name)
{
    /// <summary>Says which AppHost a container belongs to, as <see cref="HostMark"/> writes it.</summary>
    public const string Label = "dualmaster.apphost";

    /// <summary>Removes it, if there is one and its AppHost is gone.</summary>
    /// <exception cref="DistributedApplicationException">It belongs to somebody else, or cannot be removed.</exception>
    public async Task RemoveAsync(CancellationToken token)
    {
        if (await OwnerAsync(token) is not { } owner)
            return;

        if (HostMark.Parse(owner) is not { } host)
            throw new DistributedApplicationException($"There is a container {name} that no AppHost of this project made; expected that name to be free; rename or remove it, or give another name with --cluster-name=.");
        if (host.IsAlive)
            throw new DistributedApplicationException($"The container {name} belongs to an AppHost that runs (process {host.ProcessId}); expected one at a time; end it, or give this one names and ports of its own with --cluster-name=, --port-base= and --volume-prefix=.");

        // In order first, so that the server need not recover. Of the volumes only those go that have no name.
        await engine.RunAsync(["stop", "--time", "20", name], token);
        var removal = await engine.RunAsync(["rm", "--force", "--volumes", name], token);
        if (await OwnerAsync(token) is not null)
            throw new DistributedApplicationException($"The container {name} of an AppHost that is gone cannot be removed ({removal?.StandardError.Trim()}); expected its name to be free; remove it by hand, its data is in its volumes.");
    }

    // Where there is no engine, Aspire itself says so better.
    async Task<string?> OwnerAsync(CancellationToken token) =>
        await engine.RunAsync(["container", "inspect", "--format", $$$"""{{index .Config.Labels "{{{Label}}}"}}""", name], token) is { ExitCode: 0 } found
            ? found.StandardOutput.Trim()
            : null;
}
