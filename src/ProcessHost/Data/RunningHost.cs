using System.Globalization;
using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;

namespace DualMaster.ProcessHost;

/// <summary>What a host leaves in its data directory while it runs, for the other commands of <c>./run</c>; no secret.</summary>
/// <param name="ProcessId">The host's process.</param>
/// <param name="PortBase">The initializer's port; node N has this + N.</param>
/// <param name="Client">How the client of its servers is started; null when they came without one.</param>
sealed record RunningHost(int ProcessId, int PortBase, IReadOnlyList<string>? Client)
{
    /// <summary>Where its initializer answers.</summary>
    public static Uri AddressOf(int portBase) => new($"http://127.0.0.1:{portBase.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Says that none runs, to who asks for something that needs one.</summary>
    public static HostException Missing(DataDirectory data) =>
        new($"Nothing runs on the data in {Path.GetDirectoryName(data.LockFile)}; expected a running instance; start one with ./run, or name its data with --data.");

    /// <summary>Writes down that this process is the host; only while it holds the lock of the data directory.</summary>
    /// <returns>Takes it back when disposed.</returns>
    public static IDisposable Announce(DataDirectory data, int portBase, IReadOnlyList<string>? client)
    {
        // Renamed into place, so that nobody reads half of it.
        var partial = data.RunningHostFile + ".partial";
        File.WriteAllText(partial, JsonSerializer.Serialize(new RunningHost(Environment.ProcessId, portBase, client), RunningHostJson.Default.RunningHost) + "\n");
        File.Move(partial, data.RunningHostFile, overwrite: true);
        return new Announcement(data.RunningHostFile);
    }

    /// <summary>The host that runs on a data directory; null when none does, also when one was killed there.</summary>
    public static async Task<RunningHost?> FindAsync(DataDirectory data, CancellationToken cancellation)
    {
        try
        {
            var host = JsonSerializer.Deserialize(await File.ReadAllTextAsync(data.RunningHostFile, cancellation), RunningHostJson.Default.RunningHost);
            return host is not null && await HoldsAsync(host.ProcessId, data.LockFile, cancellation) ? host : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    // Its number may be somebody else's by now. Only the host of this very directory has this very file open.
    static async Task<bool> HoldsAsync(int processId, string lockFile, CancellationToken cancellation)
    {
        if (!Directory.Exists("/proc/self/fd"))
        {
            var listing = await Cli.Wrap("ps").WithArguments(["-ww", "-o", "command=", "-p", processId.ToString(CultureInfo.InvariantCulture)])
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellation);
            return listing.StandardOutput.Contains(typeof(RunningHost).Assembly.GetName().Name!, StringComparison.Ordinal);
        }

        try
        {
            var real = Posix.RealPath(lockFile);
            return Directory.EnumerateFiles($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/fd").Any(file => LinkTarget(file) == real);
        }
        catch (UnauthorizedAccessException)
        {
            // Of another account, which will not let itself be signalled either.
            return true;
        }
    }

    static string? LinkTarget(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return null;
        }
    }

    sealed class Announcement(string file) : IDisposable
    {
        public void Dispose()
        {
            // The directory may be gone, and that is no reason to fail at the end.
            if (File.Exists(file))
                File.Delete(file);
        }
    }
}
