using CliWrap;
using DualMaster.Replication.Servers;
using Polly;
using Polly.Retry;

namespace DualMaster.ProcessHost;

/// <summary>Where obtained servers and template data directories are kept for all working copies of a user, or of the system when root.</summary>
/// <param name="path">The directory; made when it is first written.</param>
public sealed class CacheDirectory(string path)
{
    static readonly ResiliencePipeline UntilFree = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<CacheBusyException>(),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(200),
        })
        .Build();

    /// <summary>Its absolute path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>
    /// <c>DUALMASTER_CACHE</c>; else <c>/var/cache/dualmaster</c> when root; else <c>dualmaster</c> below <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>.
    /// </summary>
    public static CacheDirectory Default()
    {
        if (Variable("DUALMASTER_CACHE") is { } named)
            return new(named);
        if (Environment.IsPrivilegedProcess)
            return new("/var/cache/dualmaster");
        return new(System.IO.Path.Combine(
            Variable("XDG_CACHE_HOME") ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "dualmaster"));

        static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>The newest complete server of a product, or null.</summary>
    internal ServerInstallation? NewestServer(ServerProduct product) =>
        !Directory.Exists(Path) ? null : Directory.EnumerateDirectories(Path, product.CachePrefix + "*")
            .Select(directory => VersionOf(directory, product) is { } version ? UnpackedServer.Find(directory, version) : null)
            .OfType<ServerInstallation>()
            .MaxBy(server => server.Version.Number);

    /// <summary>Keeps a server that was unpacked; only under the lock.</summary>
    /// <param name="unpacked">Where it was unpacked; it is moved from there.</param>
    /// <param name="product">What it is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HostException">There is none, or another one.</exception>
    internal async Task<ServerInstallation> PutServerIntoPlaceAsync(string unpacked, ServerProduct product, CancellationToken cancellation)
    {
        var trial = UnpackedServer.Find(unpacked, new ServerVersion(ServerFamily.Current, new Version(0, 0, 0)))
            ?? throw new HostException($"The packages held no server and loader where they were expected; install {product.Title}, or name its program with --server.");
        var version = await MysqldVersion.AskAsync(trial, cancellation);
        if (!product.Fits(version))
            throw new HostException($"The packages held {version}; expected {product.Title}; install it, or name its program with --server.");
        // After a power cut the directory's name must not be older than its content.
        await Cli.Wrap("sync").WithArguments(["-f", unpacked]).WithValidation(CommandResultValidation.None).ExecuteAsync(cancellation);

        var place = System.IO.Path.Combine(Path, product.CachePrefix + version.Number);
        Directory.Move(unpacked, place);
        return UnpackedServer.Find(place, version) ?? throw new InvalidOperationException($"{place} vanished.");
    }

    /// <summary>A directory to build something in before it is renamed into place; only under the lock.</summary>
    internal string CreatePartial()
    {
        // Whoever holds the lock is the only one who builds, so what lies about is of somebody who was interrupted.
        foreach (var abandoned in Directory.EnumerateDirectories(Path, ".partial-*"))
            Directory.Delete(abandoned, recursive: true);
        var partial = System.IO.Path.Combine(Path, $".partial-{Environment.ProcessId}");
        Directory.CreateDirectory(partial, FileModes.Readable);
        return partial;
    }

    /// <summary>Waits until no other process builds something in the cache.</summary>
    /// <returns>The lock; it ends with the process at the latest.</returns>
    internal async Task<IDisposable> LockAsync(Action<string> say, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path, FileModes.Readable);
        var said = false;
        return await UntilFree.ExecuteAsync(
            _ =>
            {
                if (ExclusiveFile.TryOpen(System.IO.Path.Combine(Path, "lock")) is { } held)
                    return ValueTask.FromResult<IDisposable>(held);
                if (!said)
                    say($"Waiting for another process that prepares something in {Path} …");
                said = true;
                throw new CacheBusyException();
            },
            cancellation);
    }

    // The name has the number only; that it is MariaDB's the product knows.
    static ServerVersion? VersionOf(string directory, ServerProduct product) =>
        ServerVersion.TryParse(System.IO.Path.GetFileName(directory)[product.CachePrefix.Length..] + (product == ServerProduct.MariaDb ? "-MariaDB" : ""), out var version)
        && product.Fits(version) ? version : null;

    sealed class CacheBusyException : Exception;
}
