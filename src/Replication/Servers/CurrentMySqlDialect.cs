using System.Data.Common;
using System.Globalization;
using MySqlConnector;

namespace DualMaster.Replication.Servers;

/// <summary>MySQL 8.4 and 9.x.</summary>
sealed class CurrentMySqlDialect : IServerDialect
{
    /// <summary>Settings that the planner looks at.</summary>
    static readonly string[] Settings =
    [
        ServerSettings.LogBin, ServerSettings.LogReplicaUpdates, ServerSettings.BinlogFormat, ServerSettings.GtidMode,
        ServerSettings.EnforceGtidConsistency, ServerSettings.AutoIncrementIncrement, ServerSettings.AutoIncrementOffset,
    ];

    // One round trip. SHOW BINARY LOG STATUS is not among them: it hangs while the disk is full, @@gtid_executed does not.
    // The tables of information_schema are only asked when no transaction is known, because a server may have many.
    const string ServerQuery =
        """
        SELECT @@global.server_id AS server_id, @@global.server_uuid AS server_uuid,
               @@global.read_only AS read_only, @@global.super_read_only AS super_read_only,
               @@global.gtid_executed AS executed, @@global.gtid_purged AS purged,
               EXISTS (SELECT 1 FROM performance_schema.persisted_variables
                       WHERE variable_name = 'super_read_only' AND variable_value IN ('ON', '1')) AS persisted,
               EXISTS (SELECT 1 FROM performance_schema.tls_channel_status
                       WHERE channel = 'mysql_main' AND property = 'Enabled' AND value = 'Yes') AS tls,
               IF(@@global.gtid_executed = '',
                  EXISTS (SELECT 1 FROM information_schema.tables
                          WHERE table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema', @schema)), NULL) AS user_data,
               (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = @schema AND table_name IN ('beat', 'identity', 'desired_link')) = 3 AS state_schema,
               (SELECT repl_slave_priv FROM mysql.user WHERE user = @user AND host = '%') AS account,
               UTC_TIMESTAMP(6) AS clock,
        """;

    const string HeartbeatQuery =
        """
        SELECT channel_name, heartbeat_interval,
               IF(last_heartbeat_timestamp = 0, NULL, TIMESTAMPDIFF(MICROSECOND, last_heartbeat_timestamp, NOW(6))) AS heartbeat_age
        FROM performance_schema.replication_connection_status JOIN performance_schema.replication_connection_configuration USING (channel_name);
        """;

    public ServerFamily Family => ServerFamily.Current;

    public SqlStatement Observe(string? lockName) => new(
        $"""
        {ServerQuery}
               {string.Join(", ", Settings.Select(name => $"@@global.{name} AS {name}"))},
               {(lockName is null ? "NULL" : "COALESCE(IS_USED_LOCK(@lock), IF(GET_LOCK(@lock, 0) = 1, CONNECTION_ID(), IS_USED_LOCK(@lock)))")} AS lock_owner;
        SHOW REPLICA STATUS;
        {HeartbeatQuery}
        """,
        ("schema", StateSchema.Name), ("user", ReplicationAccount.DefaultUser), ("lock", lockName ?? ""));

    public async Task<ServerState> Parse(DbDataReader reader, ServerVersion version, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(reader);
        await reader.ReadAsync(token);
        var clock = DateTime.SpecifyKind(reader.GetFieldValue<DateTime>(reader.GetOrdinal("clock")), DateTimeKind.Utc);
        var state = new ServerState
        {
            Version = version,
            ServerId = Convert.ToUInt32(reader["server_id"], CultureInfo.InvariantCulture),
            ServerUuid = Text(reader, "server_uuid").ToLowerInvariant(),
            ReadOnly = Flag(reader, "read_only"),
            SuperReadOnly = Flag(reader, "super_read_only"),
            ReadOnlyPersisted = Flag(reader, "persisted"),
            OffersTls = Flag(reader, "tls"),
            Executed = GtidSet.Parse(Text(reader, "executed")),
            Purged = GtidSet.Parse(Text(reader, "purged")),
            HasUserData = reader["user_data"] is DBNull ? null : Flag(reader, "user_data"),
            HasStateSchema = Flag(reader, "state_schema"),
            // Whether the password is right, only a login tells.
            Account = reader["account"] is DBNull ? AccountState.Missing
                : Text(reader, "account") == "Y" ? AccountState.Unknown : AccountState.Unusable,
            LockOwner = reader["lock_owner"] is DBNull ? null : Convert.ToInt32(reader["lock_owner"], CultureInfo.InvariantCulture),
            ClockOffset = clock - DateTime.UtcNow,
            Settings = Settings.ToDictionary(name => name, name => Text(reader, name), StringComparer.Ordinal),
        };

        await reader.NextResultAsync(token);
        var channels = new List<ChannelState>();
        while (await reader.ReadAsync(token))
            channels.Add(Channel(reader));

        await reader.NextResultAsync(token);
        while (await reader.ReadAsync(token))
        {
            var name = Text(reader, "channel_name");
            var index = channels.FindIndex(channel => channel.Name == name);
            if (index >= 0)
            {
                channels[index] = channels[index] with
                {
                    Target = channels[index].Target with { HeartbeatPeriod = TimeSpan.FromSeconds(Convert.ToDouble(reader["heartbeat_interval"], CultureInfo.InvariantCulture)) },
                    HeartbeatAge = reader["heartbeat_age"] is DBNull ? null : TimeSpan.FromMicroseconds(Convert.ToInt64(reader["heartbeat_age"], CultureInfo.InvariantCulture)),
                };
            }
        }

        return state with { Channels = channels };
    }

    public SqlStatement ReadExecuted { get; } = new("SELECT @@global.gtid_executed;");

    public SqlStatement ReleaseLock(string lockName) => new("DO RELEASE_LOCK(@lock);", ("lock", lockName));

    public SqlStatement EnsureAccount(ReplicationAccount account, bool requireTls)
    {
        ArgumentNullException.ThrowIfNull(account);
        var require = requireTls ? "SSL" : "NONE";
        return new(
            $"""
            CREATE USER IF NOT EXISTS @user@'%' IDENTIFIED BY @password REQUIRE {require};
            ALTER USER @user@'%' IDENTIFIED BY @password REQUIRE {require};
            GRANT REPLICATION SLAVE ON *.* TO @user@'%';
            """,
            ("user", account.User), ("password", account.Password));
    }

    public SqlStatement ConfigureChannel(string channel, ChannelTarget target, ReplicationAccount account)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(account);
        // GTID_ONLY needs REQUIRE_ROW_FORMAT; with it no file positions are kept that could disagree with the GTIDs after a crash.
        // https://dev.mysql.com/doc/refman/8.4/en/change-replication-source-to.html
        return new(
            $"""
            CHANGE REPLICATION SOURCE TO SOURCE_HOST = @host, SOURCE_PORT = {Number(target.Port)}, SOURCE_USER = @user, SOURCE_PASSWORD = @password,
              SOURCE_AUTO_POSITION = {(target.AutoPosition ? 1 : 0)}, REQUIRE_ROW_FORMAT = 1, GTID_ONLY = {(target.AutoPosition ? 1 : 0)},
              SOURCE_SSL = {(target.Tls ? 1 : 0)}, GET_SOURCE_PUBLIC_KEY = {(target.Tls ? 0 : 1)},
              SOURCE_CONNECT_RETRY = {Number(target.ConnectRetry.TotalSeconds)}, SOURCE_RETRY_COUNT = {Number(target.RetryCount)},
              SOURCE_HEARTBEAT_PERIOD = {Number(target.HeartbeatPeriod.TotalSeconds)}, SOURCE_DELAY = {Number(target.Delay.TotalSeconds)}
              FOR CHANNEL @channel;
            """,
            ("host", target.Host), ("user", account.User), ("password", account.Password), ("channel", channel));
    }

    public SqlStatement StartChannel(string channel) => new("START REPLICA FOR CHANNEL @channel;", ("channel", channel));

    public SqlStatement StopChannel(string channel) => new("STOP REPLICA FOR CHANNEL @channel;", ("channel", channel));

    public SqlStatement RestartReceiver(string channel) => new(
        "STOP REPLICA IO_THREAD FOR CHANNEL @channel; START REPLICA IO_THREAD FOR CHANNEL @channel;", ("channel", channel));

    public SqlStatement PersistReadOnly() => new("SET PERSIST super_read_only = ON;");

    public SqlStatement OpenForWrites() => new("SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF;");

    public string ForgetChannelCommand(string channel)
    {
        var quoted = $"'{MySqlHelper.EscapeString(channel)}'";
        return $"STOP REPLICA FOR CHANNEL {quoted}; RESET REPLICA ALL FOR CHANNEL {quoted};";
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
        Target = new ChannelTarget(
            Text(row, "Source_Host"),
            Convert.ToInt32(row["Source_Port"], CultureInfo.InvariantCulture),
            Text(row, "Source_User"),
            Flag(row, "Auto_Position"),
            Text(row, "Source_SSL_Allowed") == "Yes",
            Seconds(row, "Connect_Retry"),
            Convert.ToInt64(row["Source_Retry_Count"], CultureInfo.InvariantCulture),
            TimeSpan.Zero,
            Seconds(row, "SQL_Delay")),
    };

    static ReplicaThreadState Thread(string text) => text switch
    {
        "Yes" => ReplicaThreadState.Running,
        "Connecting" => ReplicaThreadState.Connecting,
        _ => ReplicaThreadState.Stopped,
    };

    static ReplicationError? Error(DbDataReader row, string number, string text) =>
        Convert.ToInt32(row[number], CultureInfo.InvariantCulture) is var found && found != 0
            ? new ReplicationError(found, Text(row, text), Kind(found))
            : null;

    // https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html
    // 1205, 1213, 3572: locks; 1021, 1114: disk or table full; 1040, 1158-1161, 2002-2013, 2026: connection;
    // 1053, 1317, 1756, 1927: somebody ended a thread or a server, and by GTID it goes on where it was.
    // Final above all: 1062 and 1032 (rows differ), 13114 (what used to be 1236), 13117 (1593: an id or uuid twice).
    static ReplicationErrorKind Kind(int number) => number switch
    {
        1045 or 1698 or 2061 or 3159 => ReplicationErrorKind.Login,
        1021 or 1040 or 1053 or 1114 or (>= 1158 and <= 1161) or 1205 or 1213 or 1317 or 1756 or 1927 or 3572 or 2002 or 2003 or 2005 or 2006 or 2013 or 2026 => ReplicationErrorKind.Transient,
        _ => ReplicationErrorKind.Final,
    };

    static TimeSpan Seconds(DbDataReader row, string column) =>
        TimeSpan.FromSeconds(Convert.ToInt64(row[column], CultureInfo.InvariantCulture));

    static string Text(DbDataReader row, string column) => Convert.ToString(row[column], CultureInfo.InvariantCulture) ?? "";

    static bool Flag(DbDataReader row, string column) => Text(row, column) is "1" or "ON" or "True" or "Yes";

    static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
