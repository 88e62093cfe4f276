using System.Globalization;
using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Copying;

/// <summary>Asks a node once more, right before it is overwritten, whether it is empty; what a round found is a moment old.</summary>
static class EmptyCheck
{
    const string System = "'mysql', 'sys', 'performance_schema', 'information_schema', '" + StateSchema.Name + "'";

    /// <summary>Schemas that are neither the server's nor ours.</summary>
    public const string Schemas = $"SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ({System});";

    /// <summary>Closes the node to all but administrators, and passes when nothing is there: in this order nothing comes in between.</summary>
    /// <exception cref="CopyException">Something is; it is as open as before.</exception>
    public static async Task PassAsync(CopyEnd recipient, CancellationToken token)
    {
        var former = Text((await recipient.RowAsync("SELECT @@global.read_only;", token))![0]);
        await recipient.ExecuteAsync("SET GLOBAL read_only = ON;", token);
        var row = await recipient.RowAsync(
            $"""
            SELECT {Known(recipient)},
                   (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema NOT IN ({System}))
                 + (SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema NOT IN ({System}))
                 + (SELECT COUNT(*) FROM information_schema.events WHERE event_schema NOT IN ({System}));
            """, token);
        var (transactions, objects) = (Text(row![0]) + Text(row[1]), Convert.ToInt64(row[2], CultureInfo.InvariantCulture));
        if (transactions.Length == 0 && objects == 0)
            return;
        await recipient.ExecuteAsync("SET GLOBAL read_only = @former;", CancellationToken.None, ("former", Convert.ToInt32(former, CultureInfo.InvariantCulture)));
        throw new CopyException($"{recipient.Node.Name} was to be overwritten by a copy and is not empty any more ({(transactions.Length > 0 ? $"transactions {transactions}" : $"{objects} tables, routines or events")}); expected nothing there; nothing was changed.");
    }

    /// <summary>Two expressions: what the server logged, and what it applied. Both are empty texts as long as it knows of no transaction.</summary>
    public static string Known(CopyEnd end) => end.Server.Version.Family == ServerFamily.MariaDb ? "@@global.gtid_binlog_pos, @@global.gtid_slave_pos" : "@@global.gtid_executed, ''";

    public static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
