using System.Diagnostics;
using System.Globalization;

namespace DualMaster.ProcessHost;

/// <summary>Finds the Aspire dashboard on this machine, or obtains it into the cache.</summary>
/// <param name="cache">Where an obtained one is kept; <see cref="CacheDirectory.Default"/> when left out.</param>
/// <param name="places">Directories in which <c>aspire</c> and <c>npm</c> are looked for; those of <c>PATH</c> when left out.</param>
sealed class DashboardProvisioner(CacheDirectory? cache = null, IEnumerable<string>? places = null)
{
    readonly DashboardCache cache = new(cache ?? CacheDirectory.Default());
    readonly string[] places = [.. places ?? ProgramPath.Directories];

    /// <summary>The dashboard of the machine's own <c>aspire</c>; else the newest of the cache; else the one of the npm package. Nothing is downloaded yet.</summary>
    public async Task<DashboardOffer> FindAsync(CancellationToken cancellation)
    {
        var remarks = new List<string>();
        if (await OwnAspireAsync(remarks, cancellation) is not { } aspire)
            return WithoutAspire(remarks);
        return cache.Find(aspire.Version) is { } unpacked
            ? new DashboardOffer(unpacked, null, remarks)
            : new DashboardOffer(null, (say, stop) => UnpackAsync(aspire, say, stop), remarks);
    }

    DashboardOffer WithoutAspire(List<string> remarks)
    {
        if (cache.Newest() is { } cached)
            return new DashboardOffer(cached, null, remarks);
        if (AspireNpmPackage.Name is null)
            remarks.Add($"There is no dashboard: no aspire {DashboardBundle.Series} is on the PATH, and npm has none for {AspireNpmPackage.Platform}; expected either; build it for yourself, or pass --no-dashboard.");
        else if (Candidates("npm").FirstOrDefault() is not { } npm)
            remarks.Add($"There is no dashboard: neither aspire {DashboardBundle.Series} nor npm is on the PATH; expected either; install one (https://aspire.dev/get-started/install-cli/ or https://nodejs.org/), or pass --no-dashboard.");
        else
            return new DashboardOffer(null, (say, stop) => FetchAsync(npm, say, stop), remarks);
        return DashboardOffer.None(remarks);
    }

    async Task<AspireProgram?> OwnAspireAsync(List<string> remarks, CancellationToken cancellation)
    {
        foreach (var path in Candidates("aspire"))
        {
            try
            {
                var aspire = await AspireProgram.AskAsync(path, cancellation);
                if (DashboardBundle.Fits(aspire.Version))
                    return aspire;
                remarks.Add($"Passing over {path}: it is {aspire.Version}; expected Aspire {DashboardBundle.Series}.");
            }
            catch (HostException fault)
            {
                remarks.Add($"Passing over an aspire: {fault.Message}");
            }
        }

        return null;
    }

    async Task<DashboardBundle> UnpackAsync(AspireProgram aspire, Action<string> say, CancellationToken cancellation)
    {
        try
        {
            say($"Unpacking the dashboard of {aspire.Path} into the cache, once …");
            return await cache.BuildAsync(aspire.Version, partial => aspire.UnpackAsync(partial, cancellation), say, cancellation);
        }
        catch (HostException fault)
        {
            // Made by a tool that carries none, for example; there are other ways.
            var other = WithoutAspire([]);
            if (!other.Exists)
                throw;
            say($"Passing over an aspire: {fault.Message}");
            return other.Ready ?? await other.ObtainAsync!(say, cancellation);
        }
    }

    async Task<DashboardBundle> FetchAsync(string npm, Action<string> say, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        say("No dashboard here yet: obtaining it with npm into the cache, beside everything else.");
        var bundle = await cache.BuildAsync(AspireNpmPackage.Version, async partial =>
            await (await AspireNpmPackage.FetchAsync(npm, partial, say, cancellation)).UnpackAsync(partial, cancellation), say, cancellation);
        say($"  the dashboard of Aspire {bundle.Version} is ready in {Path.GetDirectoryName(bundle.Program)} ({clock.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s).");
        return bundle;
    }

    IEnumerable<string> Candidates(string program) => places.Select(place => Path.Combine(place, program)).Where(File.Exists).Distinct();
}
