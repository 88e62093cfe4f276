using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>Finds a server on this machine, or obtains one into the cache.</summary>
public sealed class ServerProvisioner
{
    readonly CacheDirectory cache;
    readonly Action<string> say;
    readonly IEnumerable<string> places;

    /// <summary>Makes one.</summary>
    /// <param name="cache">Where an obtained server is kept; <see cref="CacheDirectory.Default"/> when left out.</param>
    /// <param name="say">Receives a line for each thing worth knowing; silent when left out.</param>
    /// <param name="places">Directories in which servers are looked for; those of <c>PATH</c> and the usual ones when left out.</param>
    public ServerProvisioner(CacheDirectory? cache = null, Action<string>? say = null, IEnumerable<string>? places = null)
    {
        this.cache = cache ?? CacheDirectory.Default();
        this.say = say ?? (_ => { });
        this.places = places ?? [.. ProgramPath.Directories, .. UsualPlaces];
    }

    // mysqld is an administrator's program, so it often lies outside of a user's PATH.
    static IReadOnlyList<string> UsualPlaces =>
        ["/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/usr/local/bin", "/usr/local/mysql/bin", "/opt/homebrew/bin", "/opt/homebrew/opt/mysql/bin", "/usr/local/opt/mysql/bin", "/opt/mysql/bin"];

    /// <summary>The server at the named path; else the first of the named product on this machine; else the newest in the cache; else one from packages.</summary>
    /// <param name="server"><c>mysql</c>, <c>mysql-5.6</c>, <c>mariadb</c> or the path of a server; <c>DUALMASTER_MYSQLD</c> when left out, else <c>mysql</c>.</param>
    /// <param name="cancellation">Ends a download; what was downloaded is deleted.</param>
    /// <exception cref="HostException">The named one is not suitable, or there is none and none can be had.</exception>
    public async Task<ServerInstallation> FindOrObtainAsync(string? server = null, CancellationToken cancellation = default)
    {
        var named = server ?? Environment.GetEnvironmentVariable("DUALMASTER_MYSQLD");
        var product = string.IsNullOrEmpty(named) ? ServerProduct.MySql : ServerProduct.Named(named);
        return product is not null
            ? await FindInPlacesAsync(product, cancellation) ?? cache.NewestServer(product) ?? await ObtainAsync(product, cancellation)
            : await NamedAsync(Path.GetFullPath(named!), server is null ? "DUALMASTER_MYSQLD" : "--server", cancellation);
    }

    static async Task<ServerInstallation> NamedAsync(string path, string by, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new HostException($"There is no {(Directory.Exists(path) ? "program but a directory" : "file")} {path}, named by {by}; expected {string.Join(", ", ServerProduct.All.Select(product => product.Name))} or the path of a server; correct it.");
        var server = await AskedAsync(path, by, cancellation);
        return ServerDialects.For(server.Version) is not null
            ? server
            : throw new HostException($"{path}, named by {by}, is {server.Version}; expected {ServerDialects.Supported}; install one, or name another.");
    }

    async Task<ServerInstallation?> FindInPlacesAsync(ServerProduct product, CancellationToken cancellation)
    {
        foreach (var path in places.SelectMany(place => product.Programs.Select(program => Path.Combine(place, program))).Where(File.Exists).Distinct())
        {
            try
            {
                var server = await AskedAsync(path, Path.GetDirectoryName(path)!, cancellation);
                if (product.Fits(server.Version))
                    return server;
                say($"Passing over {path}: it is {server.Version}; expected {product.Title}.");
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

    async Task<ServerInstallation> ObtainAsync(ServerProduct product, CancellationToken cancellation)
    {
        if ((product == ServerProduct.MySql56 ? OldMySqlPackage.Obstacle() : DebianServerPackages.Obstacle()) is { } obstacle)
            throw new HostException($"No server of {product.Title} was found, and {obstacle}; install one ({(product == ServerProduct.MariaDb ? "https://mariadb.org/download/" : "https://dev.mysql.com/downloads/mysql/")}), or name its program with --server.");

        using var held = await cache.LockAsync(say, cancellation);
        // Another process may have obtained one while this one waited.
        return cache.NewestServer(product)
            ?? (product == ServerProduct.MySql56
                ? await new OldMySqlPackage(cache, say).ObtainAsync(cancellation)
                : await new DebianServerPackages(cache, product, say).ObtainAsync(cancellation));
    }
}
