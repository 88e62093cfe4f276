using CliWrap.Buffered;

namespace DualMaster.ProcessHost;

/// <summary>A package fetched with the machine's own npm, which checks its integrity; nothing of it is run.</summary>
static class NpmPackage
{
    /// <summary>Fetches and unpacks it.</summary>
    /// <param name="npm">Path of npm.</param>
    /// <param name="package">Its name and version: <c>name@1.2.3</c>.</param>
    /// <param name="directory">An empty directory.</param>
    /// <param name="say">Receives lines on the progress.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why npm could not; null when it could.</returns>
    public static async Task<string?> FetchAsync(string npm, string package, string directory, Action<string> say, CancellationToken cancellation)
    {
        var downloads = Directory.CreateDirectory(Path.Combine(directory, "npm-cache")).FullName;
        // A cache of its own, so that the progress can be seen, and the user's does not grow by a package that is kept unpacked.
        var install = BackgroundProgram.Command(npm, ["install", package, "--prefix", directory, "--cache", downloads,
                "--ignore-scripts", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"])
            .WithWorkingDirectory(directory)
            .ExecuteBufferedAsync(cancellation);
        await DownloadProgress.WatchAsync(downloads, say, install);
        var answer = await install;
        if (answer.IsSuccess)
            return null;
        var reasons = answer.StandardError.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // "npm error code E404", then what that means; the code alone says little.
        return reasons.Length == 0 ? $"exit code {answer.ExitCode}" : string.Join(", ", reasons.Take(2).Select(line => line.Replace("npm error ", "", StringComparison.Ordinal)));
    }
}
