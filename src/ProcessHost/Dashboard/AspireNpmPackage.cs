using System.Reflection;
using System.Runtime.InteropServices;

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
        say($"  downloading {Size} of {Name} {Version} …");
        if (await NpmPackage.FetchAsync(npm, $"{Name}@{Version}", directory, say, cancellation) is { } reason)
            throw new HostException($"{npm} could not fetch {Name} {Version} ({reason}); expected the package; correct that, or install Aspire {DashboardBundle.Series} yourself.");

        return new AspireProgram(Path.Combine(directory, "node_modules", Name!, "bin", "aspire"), Version);
    }
}
