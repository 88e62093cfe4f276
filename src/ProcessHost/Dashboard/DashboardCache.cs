using CliWrap;

namespace DualMaster.ProcessHost;

/// <summary>The dashboards of the cache. They have a lock of their own, so that servers need not wait for a download of theirs.</summary>
/// <param name="cache">The cache of which it is a part.</param>
sealed class DashboardCache(CacheDirectory cache)
{
    const string Prefix = "aspire-";

    readonly CacheDirectory part = new(Path.Combine(cache.Path, "dashboard"));

    /// <summary>The complete dashboard of that version, or null.</summary>
    public DashboardBundle? Find(Version version) =>
        Path.Combine(Place(version), DashboardBundle.ProgramName) is var program && File.Exists(program) ? new DashboardBundle(version, program) : null;

    /// <summary>The newest complete one of the series, or null.</summary>
    public DashboardBundle? Newest() =>
        !Directory.Exists(part.Path) ? null : Directory.EnumerateDirectories(part.Path, Prefix + "*")
            .Select(directory => Version.TryParse(Path.GetFileName(directory)[Prefix.Length..], out var version) && DashboardBundle.Fits(version) ? Find(version) : null)
            .OfType<DashboardBundle>()
            .MaxBy(bundle => bundle.Version);

    /// <summary>Builds a dashboard aside and moves it into place when it is complete; one that was built meanwhile is taken.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="build">Builds it in the directory that it is given, and gives the program.</param>
    /// <param name="say">Receives a line when another process has to be waited for.</param>
    /// <param name="cancellation">Ends it; what was built is deleted.</param>
    public async Task<DashboardBundle> BuildAsync(Version version, Func<string, Task<string>> build, Action<string> say, CancellationToken cancellation)
    {
        using var held = await part.LockAsync(say, cancellation);
        if (Find(version) is { } built)
            return built;
        var partial = part.CreatePartial();
        try
        {
            var program = await build(partial);
            // After a power cut the directory's name must not be older than its content.
            await Cli.Wrap("sync").WithArguments(["-f", program]).WithValidation(CommandResultValidation.None).ExecuteAsync(cancellation);
            Directory.Move(Path.GetDirectoryName(program)!, Place(version));
            return Find(version) ?? throw new InvalidOperationException($"{Place(version)} vanished.");
        }
        finally
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    string Place(Version version) => Path.Combine(part.Path, Prefix + version);
}
