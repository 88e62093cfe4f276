using System.Data.Common;
using System.Globalization;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Servers;

/// <summary>What all versions of MySQL have in common: <c>server_uuid</c>, GTIDs, channels as the performance schema shows them.</summary>
/// <param name="family">The family.</param>
/// <param name="saysMaster">Whether its status says <c>Master</c> instead of <c>Source</c>.</param>
abstract class MySqlDialect(ServerFamily family, bool saysMaster) : SqlDialect(family)
{
    static readonly SqlStatement ReadExecuted = new("SELECT @@global.gtid_executed;");

    readonly ChannelRows rows = new(saysMaster);

    protected const string Gtids = "@@global.server_uuid AS server_uuid, @@global.gtid_executed AS executed, @@global.gtid_purged AS purged";

    // Which worker was the last to apply, and which one failed on what: the status has neither.
    // https://dev.mysql.com/doc/refman/9.7/en/performance-schema-replication-applier-status-by-worker-table.html
    protected const string Connections =
        """
        SELECT channel_name, heartbeat_interval,
               IF(last_heartbeat_timestamp = 0, NULL, TIMESTAMPDIFF(MICROSECOND, last_heartbeat_timestamp, NOW(6))) AS heartbeat_age
        FROM performance_schema.replication_connection_status JOIN performance_schema.replication_connection_configuration USING (channel_name);
        """;

    protected const string Workers =
        """
        SELECT channel_name, last_error_number, last_error_message, applying_transaction, last_applied_transaction,
               IF(last_applied_transaction_original_commit_timestamp = 0, NULL,
                  TIMESTAMPDIFF(MICROSECOND, last_applied_transaction_original_commit_timestamp, last_applied_transaction_end_apply_timestamp)) AS commit_lag
        FROM performance_schema.replication_applier_status_by_worker ORDER BY last_applied_transaction_end_apply_timestamp DESC;
        """;

    // https://dev.mysql.com/doc/refman/8.4/en/performance-schema-replication-group-members-table.html: one row OFFLINE where the
    // plugin is loaded and the server is no member.
    protected static SqlStatement WithGroups(SqlStatement suitability) => new(
        suitability.Text + " SELECT 'group_replication', member_state FROM performance_schema.replication_group_members WHERE member_state <> 'OFFLINE';");

    protected override string NoTransactionIsKnown => "@@global.gtid_executed = ''";

    public override string ForgetChannels { get; } = saysMaster ? "STOP SLAVE; RESET SLAVE ALL;" : "STOP REPLICA; RESET REPLICA ALL;";

    public override IReadOnlyList<string> DumpArguments => [.. base.DumpArguments, "--set-gtid-purged=ON"];

    public override IReadOnlyList<string> TableDumpArguments { get; } = ["--set-gtid-purged=OFF"];

    public override string TakePosition => "SET GLOBAL gtid_purged = @position;";

    public override SqlStatement ObserveAgain(ServerState first) => ReadExecuted;

    public override string EmptyTransactionCommand(GtidSet transactions)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        var (source, number) = transactions.First;
        return $"SET GTID_NEXT='{source}:{number.ToString(CultureInfo.InvariantCulture)}'; BEGIN; COMMIT; SET GTID_NEXT=AUTOMATIC;";
    }

    /// <summary>What GTIDs need, where links begin by them.</summary>
    protected static IEnumerable<(string Name, string Expected)> GtidSettings(Positioning positioning) =>
        positioning == Positioning.Gtid ? [(ServerSettings.GtidMode, "ON"), (ServerSettings.EnforceGtidConsistency, "ON")] : [];

    protected override bool HasGtids(DbDataReader row) => Text(row, ServerSettings.GtidMode) == "ON";

    protected override async Task<IReadOnlyList<ChannelState>> ParseChannelsAsync(DbDataReader reader, CancellationToken token)
    {
        var channels = await rows.ReadAsync(reader, HasChannels ? "Channel_Name" : null, (row, channel) => WithGtids(row, channel), token);
        await reader.NextResultAsync(token);
        while (await reader.ReadAsync(token))
            if (channels.TryGetValue(Text(reader, "channel_name"), out var channel))
                channels[channel.Name] = WithConnection(reader, channel);

        await reader.NextResultAsync(token);
        while (await reader.ReadAsync(token))
            if (channels.TryGetValue(Text(reader, "channel_name"), out var channel))
                channels[channel.Name] = WithWorker(channel, reader);

        return [.. channels.Values];
    }

    ChannelState WithGtids(DbDataReader row, ChannelState channel) => channel with
    {
        SourceUuid = Text(row, saysMaster ? "Master_UUID" : "Source_UUID") is { Length: > 0 } uuid ? uuid.ToLowerInvariant() : null,
        Retrieved = GtidSet.Parse(Text(row, "Retrieved_Gtid_Set")),
        Target = channel.Target with
        {
            AutoPosition = Text(row, "Auto_Position") == "1",
            RetryCount = Convert.ToInt64(row[saysMaster ? "Master_Retry_Count" : "Source_Retry_Count"], CultureInfo.InvariantCulture),
        },
    };

    protected virtual ChannelState WithConnection(DbDataReader row, ChannelState channel) => channel with
    {
        Target = channel.Target with { HeartbeatPeriod = TimeSpan.FromSeconds(Convert.ToDouble(row["heartbeat_interval"], CultureInfo.InvariantCulture)) },
        HeartbeatAge = Microseconds(row, "heartbeat_age"),
    };

    // The first row of a channel is that of the worker which applied last. The status only says which worker failed; the worker
    // says on what, and names the key of a 1062.
    static ChannelState WithWorker(ChannelState channel, DbDataReader row)
    {
        if (channel.LastApplied is null && Microseconds(row, "commit_lag") is { } lag)
            channel = channel with { LastApplied = Text(row, "last_applied_transaction"), CommitLag = lag };
        return channel.SqlError is not null && ChannelRows.Error(row, "last_error_number", "last_error_message") is { } error
            ? channel with { SqlError = error with { Transaction = Text(row, "applying_transaction") is { Length: > 0 } gtid ? gtid : null } }
            : channel;
    }

    static TimeSpan? Microseconds(DbDataReader row, string column) =>
        row[column] is DBNull ? null : TimeSpan.FromMicroseconds(Convert.ToInt64(row[column], CultureInfo.InvariantCulture));
}
