using System.Globalization;

namespace DualMaster.ProcessHost;

/// <summary>Says who listens on a port, where the system tells (Linux).</summary>
static class PortHolder
{
    const string Listening = "0A";

    /// <summary>For example <c>mysqld (process 4711)</c>; null when it cannot be told.</summary>
    public static string? Of(int port)
    {
        var sockets = ((string[])["/proc/net/tcp", "/proc/net/tcp6"]).Where(File.Exists)
            .SelectMany(table => Sockets(File.ReadLines(table), port)).ToHashSet(StringComparer.Ordinal);
        return sockets.Count > 0 && RunningProcess.All().FirstOrDefault(process => process.OpenFiles.Any(sockets.Contains)) is { } holder
            ? $"{holder.Name} (process {holder.Id})"
            : null;
    }

    /// <summary>The listening sockets of a port in a table of the kernel, as a process's open files name them.</summary>
    // "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000  0 123456 1 …"
    public static IEnumerable<string> Sockets(IEnumerable<string> table, int port) =>
        from line in table.Skip(1)
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where fields.Length > 9 && fields[3] == Listening
            && int.Parse(fields[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) == port
        select $"socket:[{fields[9]}]";
}
