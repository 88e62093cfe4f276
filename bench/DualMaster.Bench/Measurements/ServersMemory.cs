using DualMaster.ProcessHost;
using MySqlConnector;

namespace DualMaster.Bench;

/// <summary>6: the memory of all wired servers together, with the tables of the performance schema that replication is seen by.</summary>
static class ServersMemory
{
    const double MostGibibytes = 1.6;

    static readonly string[] Wanted =
    [
        "replication_applier_configuration", "replication_applier_status", "replication_applier_status_by_coordinator",
        "replication_applier_status_by_worker", "replication_connection_configuration", "replication_connection_status",
    ];

    public static async Task<Finding> MeasureAsync(LocalServers servers, CancellationToken stop)
    {
        var resident = servers.All.Sum(server => ProcessFigures.Mebibytes(server.ProcessId, "VmRSS")) / 1024;
        var missing = new List<string>();
        foreach (var server in servers.All)
            missing.AddRange(await MissingAsync(server, stop));
        return new Finding(
            6, $"{servers.All.Count} wired servers together, performance_schema.replication_* filled",
            FormattableString.Invariant($"{resident:0.00} GiB, {(missing.Count == 0 ? "all there" : string.Join(", ", missing))}"), "", "",
            "< 1.6 GiB, all there", resident < MostGibibytes && missing.Count == 0);
    }

    // The connection tables have a row a channel, so an empty one is as good as none.
    static async Task<IReadOnlyList<string>> MissingAsync(NodeServer server, CancellationToken stop)
    {
        await using var connection = new MySqlConnection(server.ConnectionString);
        await connection.OpenAsync(stop);
        var missing = new List<string>();
        foreach (var table in Wanted)
        {
            await using var command = new MySqlCommand($"SELECT COUNT(*) FROM performance_schema.{table}", connection);
            try
            {
                if (Convert.ToInt64(await command.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture) == 0)
                    missing.Add($"{table} empty on {server.Node.Name}");
            }
            catch (MySqlException fault) when (fault.ErrorCode == MySqlErrorCode.NoSuchTable)
            {
                missing.Add($"{table} missing on {server.Node.Name}");
            }
        }

        return missing;
    }
}
