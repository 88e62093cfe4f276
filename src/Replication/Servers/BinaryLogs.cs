using System.Data.Common;
using System.Globalization;

namespace DualMaster.Replication.Servers;

/// <summary>A server's binary logs, from the oldest that it still has to the place where it writes.</summary>
/// <param name="First">Beginning of the oldest one.</param>
/// <param name="End">Where the next event will be written.</param>
public sealed record BinaryLogs(LogPosition First, LogPosition End)
{
    /// <summary>Waits while the server's disk is full, so it is only asked for where nothing else tells.</summary>
    internal const string Query = "SHOW BINARY LOGS;";

    /// <summary>Whether everything that the server ever logged is still there.</summary>
    public bool AreComplete => First.IsOfFirstLog;

    /// <summary>Reads the result of <see cref="Query"/>; null when there is no log.</summary>
    internal static async Task<BinaryLogs?> ParseAsync(DbDataReader reader, CancellationToken token)
    {
        LogPosition? first = null, last = null;
        while (await reader.ReadAsync(token))
        {
            last = new LogPosition(reader.GetString(0), Convert.ToInt64(reader[1], CultureInfo.InvariantCulture));
            first ??= last with { Offset = 0 };
        }

        return first is null ? null : new BinaryLogs(first, last!);
    }
}
