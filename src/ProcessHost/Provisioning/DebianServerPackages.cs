using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CliWrap;

namespace DualMaster.ProcessHost;

/// <summary>
/// Obtains MySQL from Debian unstable, the only suite that has it, or MariaDB from the machine's own suite: with the machine's own
/// apt, which verifies the signatures, and without installing anything.
/// </summary>
sealed partial class DebianServerPackages(CacheDirectory cache, ServerProduct product, Action<string> say)
{
    const string Configuration = "/etc/apt";
    const string MySqlSuite = "sid";

    // What only scripts need that nobody calls here; a third of the size.
    static readonly string[] NotUnpacked = ["perl", "libperl", "libgdbm", "mawk", "gcc-"];

    bool IsMariaDb => product == ServerProduct.MariaDb;

    string[] Wanted => IsMariaDb ? ["mariadb-server-core", "mariadb-client-core", "mariadb-client"] : ["mysql-server-core", "mysql-client-core"];

    /// <summary>Why it cannot be done here, or null when it can.</summary>
    public static string? Obstacle() =>
        !ProgramPath.Has("apt-get") || !ProgramPath.Has("dpkg") ? "this is no Debian-like system, so it cannot be obtained from packages"
        : DebianMirror.Find(Configuration) is null ? "this machine's apt knows no Debian archive to obtain it from"
        : null;

    /// <summary>Downloads and unpacks it into the cache; only under the cache's lock.</summary>
    public async Task<ServerInstallation> ObtainAsync(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var mirror = DebianMirror.Find(Configuration) ?? throw new InvalidOperationException(Obstacle());
        var partial = cache.CreatePartial();
        try
        {
            AptSource[] sources = IsMariaDb ? [.. DebianMirror.OwnSuites(Configuration)] : [new(mirror.Uri, MySqlSuite, ["main"], mirror.Keyring)];
            var apt = AptEnvironment.Create(Directory.CreateDirectory(Path.Combine(partial, "apt")).FullName, Configuration, sources);
            say($"No server of {product.Title} here yet: obtaining one into {cache.Path}; nothing is installed into the system.");
            say($"  package lists of {mirror.Uri} {string.Join(", ", sources.Select(source => source.Suite))} …");
            await AptGetAsync(apt, ["update"], cancellation);
            await DownloadAsync(apt, cancellation);

            var packages = Directory.GetFiles(apt.Archives, "*.deb");
            var prefix = Path.Combine(partial, "server");
            say($"  unpacking {packages.Length} packages …");
            foreach (var package in packages.Where(IsUnpacked))
                await RunAsync("dpkg", ["-x", package, prefix], new Dictionary<string, string?>(), _ => { }, cancellation);
            UnpackedServerTrimmer.Trim(prefix);

            var server = await cache.PutServerIntoPlaceAsync(prefix, product, cancellation);
            say($"  {server.Version.Product} is ready in {server.Origin} ({clock.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s).");
            return server;
        }
        finally
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    Task DownloadAsync(AptEnvironment apt, CancellationToken cancellation) =>
        DownloadProgress.WatchAsync(apt.Archives, say, AptGetAsync(apt, ["--assume-yes", "--download-only", "install", .. Wanted], cancellation, line =>
        {
            // Need to get 66.0 MB of archives.
            if (Size().Match(line) is { Success: true } size)
                say($"  downloading {size.Groups[1].Value} of packages …");
        }));

    Task AptGetAsync(AptEnvironment apt, string[] arguments, CancellationToken cancellation, Action<string>? output = null) =>
        RunAsync("apt-get", arguments, apt.Variables, output ?? (_ => { }), cancellation);

    async Task RunAsync(
        string program, string[] arguments, IReadOnlyDictionary<string, string?> variables, Action<string> output, CancellationToken cancellation)
    {
        var lastError = "";
        var result = await Cli.Wrap(program)
            .WithArguments(arguments)
            .WithEnvironmentVariables(variables)
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToDelegate(output))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(line => lastError = line.StartsWith("W:", StringComparison.Ordinal) && lastError.Length > 0 ? lastError : line))
            .ExecuteAsync(cancellation);
        if (!result.IsSuccess)
            throw new HostException($"{program} {arguments[0]} failed with exit code {result.ExitCode} ({lastError.Trim()}); correct that, or install {product.Title} yourself.");
    }

    static bool IsUnpacked(string package) =>
        !NotUnpacked.Any(start => Path.GetFileName(package).StartsWith(start, StringComparison.Ordinal));

    [GeneratedRegex(@"^Need to get (\S+ \S+)")]
    private static partial Regex Size();
}
