using System.Globalization;
using System.Text.Json;

namespace DualMaster.ProcessHost;

/// <summary>What a host leaves in its data directory while it runs, for the other commands of <c>./run</c>; no secret.</summary>
/// <param name="ProcessId">The host's process.</param>
/// <param name="PortBase">The initializer's port; node N has this + N.</param>
/// <param name="Client">How the client of its servers is started; null when they came without one.</param>
sealed record RunningHost(int ProcessId, int PortBase, IReadOnlyList<string>? Client)
{
    static readonly string Assembly = typeof(RunningHost).Assembly.GetName().Name!;

    /// <summary>Where its initializer answers.</summary>
    public static Uri AddressOf(int portBase) => new($"http://127.0.0.1:{portBase.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Says that none runs, to who asks for something that needs one.</summary>
    public static HostException Missing(DataDirectory data) =>
        new($"Nothing runs on the data in {data.Location}; expected a running instance; start one with ./run, or name its data with --data.");

    /// <summary>Writes down that this process is the host; only while it holds the lock of the data directory.</summary>
    /// <returns>Takes it back when disposed.</returns>
    public static IDisposable Announce(DataDirectory data, int portBase, IReadOnlyList<string>? client)
    {
        var text = JsonSerializer.Serialize(new RunningHost(Environment.ProcessId, portBase, client), RunningHostJson.Default.RunningHost);
        WholeFile.Write(data.RunningHostFile, text + "\n", FileModes.Shown);
        return new Announcement(data.RunningHostFile);
    }

    /// <summary>The host that runs on a data directory; null when none does, also when one was killed there.</summary>
    public static async Task<RunningHost?> FindAsync(DataDirectory data, CancellationToken cancellation)
    {
        try
        {
            var host = JsonSerializer.Deserialize(await File.ReadAllTextAsync(data.RunningHostFile, cancellation), RunningHostJson.Default.RunningHost);
            return host is not null && await host.HoldsAsync(data.LockFile, cancellation) ? host : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    // Its number may be somebody else's by now. Only the host of this very directory has this very file open.
    async Task<bool> HoldsAsync(string lockFile, CancellationToken cancellation)
    {
        if ((await RunningProcess.AllAsync(cancellation)).FirstOrDefault(process => process.Id == ProcessId) is not { } process)
            return false;
        string[] open = [.. process.OpenFiles];
        // That of another account does not show what it has open, and will not let itself be signalled either; nor does macOS tell.
        return open.Length > 0 ? open.Contains(lockFile) : process.CommandLine.Contains(Assembly, StringComparison.Ordinal);
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
