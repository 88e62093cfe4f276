using System.Data.Common;
using System.Globalization;

namespace DualMaster.Replication.Servers;

/// <summary>What MySQL 8.4 and 9.x say of their channels: three results, read in this order.</summary>
static class CurrentMySqlChannels
{
    // Which worker was the last to apply, and which one failed on what: the status has neither.
    // https://dev.mysql.com/doc/refman/9.7/en/performance-schema-replication-applier-status-by-worker-table.html
    public const string Query =
        """
        SHOW REPLICA STATUS;
        SELECT channel_name, heartbeat_interval,
               IF(last_heartbeat_timestamp = 0, NULL, TIMESTAMPDIFF(MICROSECOND, last_heartbeat_timestamp, NOW(6))) AS heartbeat_age
        FROM performance_schema.replication_connection_status JOIN performance_schema.replication_connection_configuration USING (channel_name);
        SELECT channel_name, last_error_number, last_error_message, applying_transaction, last_applied_transaction,
               IF(last_applied_transaction_original_commit_timestamp = 0, NULL,
                  TIMESTAMPDIFF(MICROSECOND, last_applied_transaction_original_commit_timestamp, last_applied_transaction_end_apply_timestamp)) AS commit_lag
        FROM performance_schema.replication_applier_status_by_worker ORDER BY last_applied_transaction_end_apply_timestamp DESC;
        """;

    /// <summary>Reads the three results.</summary>
    /// <param name="reader">At the first of them.</param>
    /// <param name="token">Ends the reading.</param>
    public static async Task<IReadOnlyList<ChannelState>> ParseAsync(DbDataReader reader, CancellationToken token)
    {
        var channels = new Dictionary<string, ChannelState>(StringComparer.Ordinal);
        while (await reader.ReadAsync(token))
            channels[Text(reader, "Channel_Name")] = Channel(reader);

        await reader.NextResultAsync(token);
        while (await reader.ReadAsync(token))
            if (channels.TryGetValue(Text(reader, "channel_name"), out var channel))
                channels[channel.Name] = WithConnection(channel, reader);

        await reader.NextResultAsync(token);
        while (await reader.ReadAsync(token))
            if (channels.TryGetValue(Text(reader, "channel_name"), out var channel))
                channels[channel.Name] = WithWorker(channel, reader);

        return [.. channels.Values];
    }

    static ChannelState Channel(DbDataReader row) => new()
    {
        Name = Text(row, "Channel_Name"),
        SourceUuid = Text(row, "Source_UUID") is { Length: > 0 } uuid ? uuid.ToLowerInvariant() : null,
        Io = Thread(Text(row, "Replica_IO_Running")),
        Sql = Thread(Text(row, "Replica_SQL_Running")),
        IoError = Error(row, "Last_IO_Errno", "Last_IO_Error"),
        SqlError = Error(row, "Last_SQL_Errno", "Last_SQL_Error"),
        Retrieved = GtidSet.Parse(Text(row, "Retrieved_Gtid_Set")),
        ReadPosition = $"{Text(row, "Source_Log_File")}:{Text(row, "Read_Source_Log_Pos")}",
        SecondsBehind = row["Seconds_Behind_Source"] is DBNull ? null : Convert.ToInt64(row["Seconds_Behind_Source"], CultureInfo.InvariantCulture),
        Target = new ChannelTarget(
            Text(row, "Source_Host"),
            Convert.ToInt32(row["Source_Port"], CultureInfo.InvariantCulture),
            Text(row, "Source_User"),
            Text(row, "Auto_Position") == "1",
            Text(row, "Source_SSL_Allowed") == "Yes",
            Seconds(row, "Connect_Retry"),
            Convert.ToInt64(row["Source_Retry_Count"], CultureInfo.InvariantCulture),
            TimeSpan.Zero,
            Seconds(row, "SQL_Delay")),
    };

    static ChannelState WithConnection(ChannelState channel, DbDataReader row) => channel with
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
        return channel.SqlError is not null && Error(row, "last_error_number", "last_error_message") is { } error
            ? channel with { SqlError = error with { Transaction = Text(row, "applying_transaction") is { Length: > 0 } gtid ? gtid : null } }
            : channel;
    }

    static ReplicaThreadState Thread(string text) => text switch
    {
        "Yes" => ReplicaThreadState.Running,
        "Connecting" => ReplicaThreadState.Connecting,
        _ => ReplicaThreadState.Stopped,
    };

    static ReplicationError? Error(DbDataReader row, string number, string text) =>
        Convert.ToInt32(row[number], CultureInfo.InvariantCulture) is var found && found != 0 ? CurrentMySqlErrors.Of(found, Text(row, text)) : null;

    static TimeSpan? Microseconds(DbDataReader row, string column) =>
        row[column] is DBNull ? null : TimeSpan.FromMicroseconds(Convert.ToInt64(row[column], CultureInfo.InvariantCulture));

    static TimeSpan Seconds(DbDataReader row, string column) =>
        TimeSpan.FromSeconds(Convert.ToInt64(row[column], CultureInfo.InvariantCulture));

    static string Text(DbDataReader row, string column) => Convert.ToString(row[column], CultureInfo.InvariantCulture) ?? "";
}
