using System.Text.RegularExpressions;

namespace DualMaster.ProcessHost;

/// <summary>Reads from what a server writes why it gave up.</summary>
static partial class ServerLog
{
    /// <summary>The last error in a text, without time and thread; the last line of any kind when there is none; null when there is nothing.</summary>
    public static string? LastError(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var errors = lines.Select(line => Error().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);
        // 'Aborting' is always the last one and never the reason.
        return errors.LastOrDefault(error => !error.EndsWith("Aborting", StringComparison.Ordinal)) ?? lines.LastOrDefault();
    }

    /// <summary>The last error in a file from a position on.</summary>
    public static string? LastError(string path, long from)
    {
        if (!File.Exists(path))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Min(from, file.Length);
        using var reader = new StreamReader(file);
        return LastError(reader.ReadToEnd());
    }

    // 2025-11-23T12:39:11.123456Z 0 [ERROR] [MY-010259] [Server] Another process with pid 1 is using unix socket file.
    [GeneratedRegex(@"\[ERROR\]\s+(.*)$")]
    private static partial Regex Error();
}
