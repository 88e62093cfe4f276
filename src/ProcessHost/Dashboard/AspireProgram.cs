using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace DualMaster.ProcessHost;

/// <summary>An <c>aspire</c>, which carries the dashboard in itself.</summary>
/// <param name="Path">Path of the program.</param>
/// <param name="Version">Its version.</param>
sealed partial record AspireProgram(string Path, Version Version)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks it for its version.</summary>
    /// <exception cref="HostException">It cannot be executed, or says something else.</exception>
    public static async Task<AspireProgram> AskAsync(string path, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            // 13.5.4+9c1b401dd67746739044f68959cbf4d3d7af93a6
            var answer = await Command(path, ["--version"], []).ExecuteBufferedAsync(limit.Token);
            return VersionNumber().Match(answer.StandardOutput) is { Success: true } number
                ? new AspireProgram(path, Version.Parse(number.ValueSpan))
                : throw Refusal(path, $"answered --version with '{(answer.StandardOutput + answer.StandardError).Split('\n')[0].Trim()}' and exit code {answer.ExitCode}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Refusal(path, $"did not answer --version within {Patience.TotalSeconds} s");
        }
    }

    /// <summary>Has it unpack what it carries.</summary>
    /// <param name="directory">An empty directory.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The dashboard's program.</returns>
    /// <exception cref="HostException">It could not, or carries none.</exception>
    public async Task<string> UnpackAsync(string directory, CancellationToken cancellation)
    {
        var bundle = System.IO.Path.Combine(directory, "bundle");
        var home = Directory.CreateDirectory(System.IO.Path.Combine(directory, "home")).FullName;
        // It looks for what it has unpacked in its own home and at ASPIRE_LAYOUT_PATH; neither is to be the user's.
        var answer = await Command(Path, ["setup", "--install-path", bundle, "--non-interactive", "--nologo"],
            new() { ["HOME"] = home, ["ASPIRE_HOME"] = System.IO.Path.Combine(home, ".aspire"), ["ASPIRE_LAYOUT_PATH"] = bundle }).ExecuteBufferedAsync(cancellation);
        var versions = System.IO.Path.Combine(bundle, "versions");
        var program = Directory.Exists(versions) ? Directory.EnumerateFiles(versions, DashboardBundle.ProgramName, SearchOption.AllDirectories).FirstOrDefault() : null;
        return answer.IsSuccess && program is not null
            ? program
            : throw Refusal(Path, $"unpacked no dashboard (exit code {answer.ExitCode})");
    }

    static Command Command(string path, IEnumerable<string> arguments, Dictionary<string, string?> variables) => BackgroundProgram.Command(path, arguments)
        .WithEnvironmentVariables(new Dictionary<string, string?>(variables) { ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1", ["NO_COLOR"] = "1" });

    static HostException Refusal(string path, string finding) =>
        new($"{path} {finding}; expected the aspire of Aspire {DashboardBundle.Series}; correct that, or take it off the PATH.");

    [GeneratedRegex(@"^\d+\.\d+\.\d+")]
    private static partial Regex VersionNumber();
}
