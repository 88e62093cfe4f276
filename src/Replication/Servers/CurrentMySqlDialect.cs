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

    public ServerFamily Family => ServerFamily.Current;

    public SqlStatement Observe(string? lockName) => new(
        $"""
        {ServerQuery}
               {string.Join(", ", Settings.Select(name => $"@@global.{name} AS {name}"))},
               {(lockName is null ? "NULL" : "COALESCE(IS_USED_LOCK(@lock), IF(GET_LOCK(@lock, 0) = 1, CONNECTION_ID(), IS_USED_LOCK(@lock)))")} AS lock_owner;
        {CurrentMySqlChannels.Query}
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
        return state with { Channels = await CurrentMySqlChannels.ParseAsync(reader, token) };
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

    static string Text(DbDataReader row, string column) => Convert.ToString(row[column], CultureInfo.InvariantCulture) ?? "";

    static bool Flag(DbDataReader row, string column) => Text(row, column) is "1" or "ON" or "True" or "Yes";

    static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
