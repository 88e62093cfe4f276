using Microsoft.Extensions.Configuration;
using Xunit;

namespace DualMaster.AppHost.Tests.Containers;

/// <summary>The container engine of this machine.</summary>
static class Engine
{
    /// <summary>Finds it; where none answers the test is skipped.</summary>
    public static async Task<ContainerEngine> FindAsync()
    {
        var engine = ContainerEngine.Find(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        var answer = await engine.RunAsync(["info"], Surroundings.Token);
        Assert.SkipUnless(answer is { ExitCode: 0 }, $"No container engine answers; expected docker or podman to run. {answer?.StandardError}");
        return engine;
    }
}
