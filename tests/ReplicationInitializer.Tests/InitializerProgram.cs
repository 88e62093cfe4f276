using System.Diagnostics;
using DualMaster.Replication.Topology;
using Xunit;

namespace DualMaster.ReplicationInitializer.Tests;

/// <summary>The program itself, as a process, in a directory of its own.</summary>
static class InitializerProgram
{
    /// <summary>Runs it until it ends by itself.</summary>
    /// <param name="file">The text of its <c>appsettings.json</c>; none when left out.</param>
    /// <param name="variables">Its environment besides the test's own.</param>
    public static async Task<(int ExitCode, string[] Errors)> RunAsync(string? file = null, IEnumerable<KeyValuePair<string, string>>? variables = null)
    {
        var directory = Directory.CreateTempSubdirectory("dualmaster-test-").FullName;
        try
        {
            if (file is not null)
                await File.WriteAllTextAsync(Path.Combine(directory, "appsettings.json"), file, TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "DualMaster.ReplicationInitializer.dll")])
            {
                WorkingDirectory = directory, RedirectStandardError = true, RedirectStandardOutput = true,
            };
            foreach (var (name, value) in variables ?? [])
                start.Environment[name] = value;
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, [.. ((await output) + errors).Replace(directory, "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>A lone master that nobody listens for, as a host hands it over.</summary>
    public static Dictionary<string, string> Lone(string urls)
    {
        var topology = ReplicationTopology.Create([new TopologyNode("node1", NodeRole.Master, 1, "127.0.0.1", 9)], []);
        return new Dictionary<string, string>(TopologyEnvironment.For(topology))
        {
            [TopologyEnvironment.ConnectionString("node1")] = "Server=127.0.0.1;Port=9;User ID=root",
            [TopologyEnvironment.ReplicationPassword] = "secret",
            ["ASPNETCORE_URLS"] = urls,
        };
    }
}
