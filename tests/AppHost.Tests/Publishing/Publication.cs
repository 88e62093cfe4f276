using CliWrap;
using CliWrap.Buffered;
using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Publishing;

/// <summary>What the AppHost's program publishes, in a directory that is as deep in the working copy as the golden files are.</summary>
sealed class Publication : IDisposable
{
    readonly string directory = Path.Combine(WorkingCopy.Root, "artifacts", "published", Guid.NewGuid().ToString("N"));

    /// <summary>Runs the program as a tool for deployments does.</summary>
    /// <param name="arguments">Its arguments, of which {0} is the directory.</param>
    public async Task RunAsync(params string[] arguments)
    {
        var result = await Cli.Wrap("dotnet")
            .WithArguments([typeof(ClusterOptions).Assembly.Location, .. arguments.Select(argument => string.Format(null, argument, directory))])
            .WithWorkingDirectory(WorkingCopy.Root)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
    }

    public string Read(string name) => File.ReadAllText(Path.Combine(directory, name)).ReplaceLineEndings("\n").TrimEnd();

    public static string Golden(string name) =>
        File.ReadAllText(Path.Combine(WorkingCopy.Root, "tests", "AppHost.Tests", "Publishing", name)).ReplaceLineEndings("\n").TrimEnd();

    public void Dispose()
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
