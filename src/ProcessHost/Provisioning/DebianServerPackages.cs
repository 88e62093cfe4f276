using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CliWrap;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>
/// Obtains MySQL from Debian unstable, the only suite that has it: with the machine's own apt, which verifies the signatures, and
/// without installing anything.
/// </summary>
sealed partial class DebianServerPackages(CacheDirectory cache, Action<string> say)
{
    const string Configuration = "/etc/apt";
    const string Suite = "sid";

    static readonly string[] Wanted = ["mysql-server-core", "mysql-client-core"];

    // What only scripts need that nobody calls here; a third of the size.
    static readonly string[] NotUnpacked = ["perl", "libperl", "libgdbm", "mawk", "gcc-"];

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
            var apt = AptEnvironment.Create(Directory.CreateDirectory(Path.Combine(partial, "apt")).FullName, Configuration, mirror, Suite);
            say($"No MySQL server here yet: obtaining one into {cache.Path}; nothing is installed into the system.");
            say($"  package lists of {mirror.Uri} {Suite} …");
            await AptGetAsync(apt, ["update"], cancellation);
            await DownloadAsync(apt, cancellation);

            var packages = Directory.GetFiles(apt.Archives, "*.deb");
            var prefix = Path.Combine(partial, "server");
            say($"  unpacking {packages.Length} packages …");
            foreach (var package in packages.Where(IsUnpacked))
                await RunAsync("dpkg", ["-x", package, prefix], new Dictionary<string, string?>(), _ => { }, cancellation);
            UnpackedServerTrimmer.Trim(prefix);

            var server = await PutIntoPlaceAsync(prefix, cancellation);
            say($"  MySQL {server.Version} is ready in {server.Origin} ({clock.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s).");
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

    async Task<ServerInstallation> PutIntoPlaceAsync(string prefix, CancellationToken cancellation)
    {
        var trial = UnpackedServer.Find(prefix, new ServerVersion(ServerFamily.Current, new Version(0, 0, 0)))
            ?? throw new HostException($"The packages of {Suite} held no server and loader where they were expected; install MySQL 8.4 or later, or pass --mysqld.");
        var version = await MysqldVersion.AskAsync(trial, cancellation);
        // After a power cut the directory's name must not be older than its content.
        await RunAsync("sync", ["-f", prefix], new Dictionary<string, string?>(), _ => { }, cancellation);

        var place = cache.ServerDirectory(version);
        Directory.Move(prefix, place);
        return UnpackedServer.Find(place, version) ?? throw new InvalidOperationException($"{place} vanished.");
    }

    static Task AptGetAsync(AptEnvironment apt, string[] arguments, CancellationToken cancellation, Action<string>? output = null) =>
        RunAsync("apt-get", arguments, apt.Variables, output ?? (_ => { }), cancellation);

    static async Task RunAsync(
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
            throw new HostException($"{program} {arguments[0]} failed with exit code {result.ExitCode} ({lastError.Trim()}); correct that, or install MySQL 8.4 or later yourself and pass --mysqld.");
    }

    static bool IsUnpacked(string package) =>
        !NotUnpacked.Any(start => Path.GetFileName(package).StartsWith(start, StringComparison.Ordinal));

    [GeneratedRegex(@"^Need to get (\S+ \S+)")]
    private static partial Regex Size();
}
