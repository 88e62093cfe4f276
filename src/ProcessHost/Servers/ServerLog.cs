using System.Text.RegularExpressions;

namespace DualMaster.ProcessHost;

/// <summary>Reads from what a server writes why it gave up.</summary>
static partial class ServerLog
{
    /// <summary>
    /// The first error in what a server wrote in one life, without time and thread: those after it are its consequences, and the last
    /// is always 'Aborting'. The last line of any kind when there is no error; null when there is nothing.
    /// </summary>
    public static string? Reason(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Select(line => Error().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value ?? lines.LastOrDefault();
    }

    /// <summary>The same for a file, from a position on.</summary>
    public static string? Reason(string path, long from)
    {
        if (!File.Exists(path))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Min(from, file.Length);
        using var reader = new StreamReader(file);
        return Reason(reader.ReadToEnd());
    }

    // 2025-11-23T12:39:11.123456Z 0 [ERROR] [MY-010259] [Server] Another process with pid 1 is using unix socket file.
    [GeneratedRegex(@"\[ERROR\]\s+(.*)$")]
    private static partial Regex Error();
}
