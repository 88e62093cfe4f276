using System.Globalization;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>
/// Asynchronous requests are counted for the whole machine (<c>fs.aio-max-nr</c>). A server that gets none at its start tries for
/// two seconds and aborts (MY-012584 and MY-012954, io_setup: EAGAIN), although it could do without.
/// </summary>
static class NativeAio
{
    /// <summary>What a server of 9.7 asks for, and some.</summary>
    const int Requests = 1200;

    const string Manual = "https://dev.mysql.com/doc/refman/8.4/en/innodb-linux-native-aio.html";

    /// <summary>What servers must be told when there are not enough requests left for all of them; nothing otherwise.</summary>
    /// <param name="servers">How many will be started.</param>
    /// <param name="say">Receives a line when there are not.</param>
    /// <param name="directory">Where the kernel shows both numbers.</param>
    public static IReadOnlyList<ServerOption> Options(int servers, Action<string> say, string directory = "/proc/sys/fs")
    {
        if (Number(directory, "aio-nr") is not { } used || Number(directory, "aio-max-nr") is not { } most || most - used >= servers * Requests)
            return [];
        say($"This machine has {Math.Max(0, most - used)} of {most} asynchronous I/O requests left (fs.aio-max-nr); the servers do without them.");
        return [new("innodb_use_native_aio", "OFF", "Other processes of this machine use its asynchronous I/O requests (fs.aio-max-nr).", Manual)];
    }

    static long? Number(string directory, string name) =>
        Path.Combine(directory, name) is var file && File.Exists(file) && long.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var number) ? number : null;
}
