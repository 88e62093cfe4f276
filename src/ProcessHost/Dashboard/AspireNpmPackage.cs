using System.Reflection;
using System.Runtime.InteropServices;
using CliWrap.Buffered;

namespace DualMaster.ProcessHost;

/// <summary>The npm package that holds <c>aspire</c> for this machine, fetched with the machine's own npm, which checks its integrity.</summary>
static class AspireNpmPackage
{
    /// <summary>What the packages of 13.5 hold, each with a difference of a few megabytes.</summary>
    const string Size = "about 130 MB";

    // docs/specs/npm-cli-package.md of Aspire; those for Windows are left out.
    static readonly string[] Platforms = ["linux-x64", "linux-arm64", "linux-musl-x64", "osx-x64", "osx-arm64"];

    /// <summary>The version that is fetched: the same that the Aspire host is built with.</summary>
    public static Version Version { get; } = Version.Parse(
        typeof(AspireNpmPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "AspireVersion").Value!);

    /// <summary>Name of the package for this machine; null when there is none.</summary>
    public static string? Name => Platforms.Contains(Platform) ? $"@microsoft/aspire-cli-{Platform}" : null;

    /// <summary>This machine, as .NET and these packages call it.</summary>
    public static string Platform { get; } =
        (OperatingSystem.IsMacOS() ? "osx-" : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl-" : "linux-")
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Fetches and unpacks it.</summary>
    /// <param name="npm">Path of npm.</param>
    /// <param name="directory">An empty directory.</param>
    /// <param name="say">Receives lines on the progress.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The program in it.</returns>
    /// <exception cref="HostException">npm could not.</exception>
    public static async Task<AspireProgram> FetchAsync(string npm, string directory, Action<string> say, CancellationToken cancellation)
    {
        var downloads = Directory.CreateDirectory(Path.Combine(directory, "npm-cache")).FullName;
        say($"  downloading {Size} of {Name} {Version} …");
        // A cache of its own, so that the progress can be seen, and the user's does not grow by a package that is kept unpacked.
        var install = BackgroundProgram.Command(npm, ["install", $"{Name}@{Version}", "--prefix", directory, "--cache", downloads,
                "--ignore-scripts", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"])
            .WithWorkingDirectory(directory)
            .ExecuteBufferedAsync(cancellation);
        await DownloadProgress.WatchAsync(downloads, say, install);
        var answer = await install;
        if (!answer.IsSuccess)
        {
            var reasons = answer.StandardError.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            // "npm error code E404", then what that means; the code alone says little.
            var reason = reasons.Length == 0 ? $"exit code {answer.ExitCode}" : string.Join(", ", reasons.Take(2).Select(line => line.Replace("npm error ", "", StringComparison.Ordinal)));
            throw new HostException($"{npm} could not fetch {Name} {Version} ({reason}); expected the package; correct that, or install Aspire {DashboardBundle.Series} yourself.");
        }

        return new AspireProgram(Path.Combine(directory, "node_modules", Name!, "bin", "aspire"), Version);
    }
}
