using System.Globalization;
using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Copying;

/// <summary>Asks a node once more, right before it is overwritten, whether it is empty; what a round found is a moment old.</summary>
static class EmptyCheck
{
    const string System = "'mysql', 'sys', 'performance_schema', 'information_schema', '" + StateSchema.Name + "'";

    /// <summary>Schemas that are neither the server's nor ours.</summary>
    public const string Schemas = $"SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ({System});";

    /// <summary>Passes when nothing is there.</summary>
    /// <exception cref="CopyException">Something is.</exception>
    public static async Task PassAsync(CopyEnd recipient, CancellationToken token)
    {
        var row = await recipient.RowAsync(
            $"""
            SELECT {Known(recipient)},
                   (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema NOT IN ({System}))
                 + (SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema NOT IN ({System}))
                 + (SELECT COUNT(*) FROM information_schema.events WHERE event_schema NOT IN ({System}));
            """, token);
        var (transactions, objects) = (Text(row![0]), Convert.ToInt64(row[1], CultureInfo.InvariantCulture));
        if (transactions.Length > 0 || objects > 0)
            throw new CopyException($"{recipient.Node.Name} was to be overwritten by a copy and is not empty any more ({(transactions.Length > 0 ? $"transactions {transactions}" : $"{objects} tables, routines or events")}); expected nothing there; nothing was changed.");
    }

    /// <summary>The expression that is an empty text as long as the server knows of no transaction.</summary>
    public static string Known(CopyEnd end) => end.Server.Version.Family == ServerFamily.MariaDb ? "CONCAT(@@global.gtid_binlog_pos, @@global.gtid_slave_pos)" : "@@global.gtid_executed";

    public static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
