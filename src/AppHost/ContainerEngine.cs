using System.ComponentModel;
using CliWrap;
using CliWrap.Buffered;
using Microsoft.Extensions.Configuration;

namespace DualMaster.AppHost;

/// <summary>The command line of the container engine.</summary>
/// <param name="program">Its name.</param>
sealed class ContainerEngine(string program)
{
    /// <summary>The one that Aspire uses: the configured one, else Docker where there is one.</summary>
    public static ContainerEngine Find(IConfiguration configuration) =>
        new(configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"] ?? (IsOnPath("docker") || !IsOnPath("podman") ? "docker" : "podman"));

    /// <summary>Runs it; what it cannot do it says in its answer.</summary>
    /// <returns>The answer; null when there is no such program.</returns>
    public async Task<BufferedCommandResult?> RunAsync(IEnumerable<string> arguments, CancellationToken token)
    {
        try
        {
            return await Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(token);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    static bool IsOnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(directory => File.Exists(Path.Combine(directory, OperatingSystem.IsWindows() ? $"{name}.exe" : name)));
}
