using DualMaster.Replication.Servers;
using Polly;
using Polly.Retry;

namespace DualMaster.ProcessHost;

/// <summary>Where obtained servers and template data directories are kept for all working copies of a user, or of the system when root.</summary>
/// <param name="path">The directory; made when it is first written.</param>
public sealed class CacheDirectory(string path)
{
    const string ServerPrefix = "mysql-";

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

    /// <summary>Where a server of that version is kept.</summary>
    internal string ServerDirectory(ServerVersion version) => System.IO.Path.Combine(Path, ServerPrefix + version.Number);

    /// <summary>The newest complete server, or null.</summary>
    internal ServerInstallation? NewestServer() =>
        !Directory.Exists(Path) ? null : Directory.EnumerateDirectories(Path, ServerPrefix + "*")
            .Select(directory => ServerVersion.TryParse(System.IO.Path.GetFileName(directory)[ServerPrefix.Length..], out var version) ? UnpackedServer.Find(directory, version) : null)
            .OfType<ServerInstallation>()
            .MaxBy(server => server.Version.Number);

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

    sealed class CacheBusyException : Exception;
}
