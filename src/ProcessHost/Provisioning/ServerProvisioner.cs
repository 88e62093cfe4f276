using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>Finds a MySQL server on this machine, or obtains one into the cache.</summary>
public sealed class ServerProvisioner
{
    readonly CacheDirectory cache;
    readonly Action<string> say;
    readonly IEnumerable<string> places;

    /// <summary>Makes one.</summary>
    /// <param name="cache">Where an obtained server is kept; <see cref="CacheDirectory.Default"/> when left out.</param>
    /// <param name="say">Receives a line for each thing worth knowing; silent when left out.</param>
    /// <param name="places">Directories in which mysqld is looked for; those of <c>PATH</c> and the usual ones when left out.</param>
    public ServerProvisioner(CacheDirectory? cache = null, Action<string>? say = null, IEnumerable<string>? places = null)
    {
        this.cache = cache ?? CacheDirectory.Default();
        this.say = say ?? (_ => { });
        this.places = places ?? [.. ProgramPath.Directories, .. UsualPlaces];
    }

    // mysqld is an administrator's program, so it often lies outside of a user's PATH.
    static IReadOnlyList<string> UsualPlaces =>
        ["/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/usr/local/bin", "/usr/local/mysql/bin", "/opt/homebrew/bin", "/opt/homebrew/opt/mysql/bin", "/usr/local/opt/mysql/bin", "/opt/mysql/bin"];

    /// <summary>The named server; else the first suitable one of this machine; else the newest in the cache; else one from Debian's packages.</summary>
    /// <param name="mysqld">Path of mysqld; <c>DUALMASTER_MYSQLD</c> when left out.</param>
    /// <param name="cancellation">Ends a download; what was downloaded is deleted.</param>
    /// <exception cref="HostException">The named one is not suitable, or there is none and none can be had.</exception>
    public async Task<ServerInstallation> FindOrObtainAsync(string? mysqld = null, CancellationToken cancellation = default)
    {
        var named = mysqld ?? Environment.GetEnvironmentVariable("DUALMASTER_MYSQLD");
        return string.IsNullOrEmpty(named)
            ? await FindInPlacesAsync(cancellation) ?? cache.NewestServer() ?? await ObtainAsync(cancellation)
            : await NamedAsync(Path.GetFullPath(named), mysqld is null ? "DUALMASTER_MYSQLD" : "--mysqld", cancellation);
    }

    static async Task<ServerInstallation> NamedAsync(string path, string by, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new HostException($"There is no {(Directory.Exists(path) ? "program but a directory" : "file")} {path}, named by {by}; expected the mysqld of MySQL 8.4 or later; correct the path.");
        var server = await AskedAsync(path, by, cancellation);
        return server.Version.Family == ServerFamily.Current
            ? server
            : throw new HostException($"{path}, named by {by}, is {server.Version}; expected MySQL 8.4 or later; install one, or name another.");
    }

    async Task<ServerInstallation?> FindInPlacesAsync(CancellationToken cancellation)
    {
        foreach (var path in places.Select(place => Path.Combine(place, "mysqld")).Where(File.Exists).Distinct())
        {
            try
            {
                var server = await AskedAsync(path, Path.GetDirectoryName(path)!, cancellation);
                if (server.Version.Family == ServerFamily.Current)
                    return server;
                say($"Passing over {path}: it is {server.Version}; expected MySQL 8.4 or later.");
            }
            catch (HostException fault)
            {
                say($"Passing over a server: {fault.Message}");
            }
        }

        return null;
    }

    static async Task<ServerInstallation> AskedAsync(string path, string origin, CancellationToken cancellation)
    {
        var notAsked = new ServerVersion(ServerFamily.Current, new Version(0, 0, 0));
        // One that was unpacked into the cache, here or on another machine, needs the libraries that lie beside it.
        var server = UnpackedServer.Around(path, notAsked) is { } unpacked ? unpacked with { Origin = origin } : ServerInstallation.Installed(notAsked, path, origin);
        return server with { Version = await MysqldVersion.AskAsync(server, cancellation) };
    }

    async Task<ServerInstallation> ObtainAsync(CancellationToken cancellation)
    {
        if (DebianServerPackages.Obstacle() is { } obstacle)
            throw new HostException($"No MySQL server was found, and {obstacle}; install MySQL 8.4 or later (https://dev.mysql.com/downloads/mysql/), or name its mysqld with --mysqld.");

        using var held = await cache.LockAsync(say, cancellation);
        // Another process may have obtained one while this one waited.
        return cache.NewestServer() ?? await new DebianServerPackages(cache, say).ObtainAsync(cancellation);
    }
}
