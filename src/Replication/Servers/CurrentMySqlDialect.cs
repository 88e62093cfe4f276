using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Servers;

/// <summary>MySQL 8.4 and later.</summary>
sealed class CurrentMySqlDialect() : MySqlDialect(ServerFamily.Current, saysMaster: false)
{
    static readonly CurrentMySqlDialect Only = new();

    /// <summary>The dialect of a version of this family; null for any other.</summary>
    public static CurrentMySqlDialect? For(ServerVersion version) => version.Family == ServerFamily.Current ? Only : null;

    public override bool HasChannels => true;

    public override SqlStatement Suitability => field ??= WithGroups(base.Suitability);

    protected override string FamilyColumns { get; } =
        $"""
        {Gtids}, @@global.super_read_only AS super_read_only,
               EXISTS (SELECT 1 FROM performance_schema.persisted_variables
                       WHERE variable_name = 'super_read_only' AND variable_value IN ('ON', '1')) AS persisted,
               EXISTS (SELECT 1 FROM performance_schema.tls_channel_status
                       WHERE channel = 'mysql_main' AND property = 'Enabled' AND value = 'Yes') AS tls
        """;

    protected override IReadOnlyList<string> Settings { get; } =
    [
        ServerSettings.LogBin, ServerSettings.LogReplicaUpdates, ServerSettings.BinlogFormat, ServerSettings.GtidMode,
        ServerSettings.EnforceGtidConsistency, ServerSettings.AutoIncrementIncrement, ServerSettings.AutoIncrementOffset,
    ];

    protected override string ChannelQuery { get; } = $"SHOW REPLICA STATUS;\n{Connections}\n{Workers}";

    public override SqlStatement ConfigureChannel(string channel, ChannelTarget target, ReplicationAccount account, LogPosition? from = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(account);
        // GTID_ONLY needs REQUIRE_ROW_FORMAT; with it no file positions are kept that could disagree with the GTIDs after a crash.
        // https://dev.mysql.com/doc/refman/8.4/en/change-replication-source-to.html
        return new(
            $"""
            CHANGE REPLICATION SOURCE TO SOURCE_HOST = @host, SOURCE_PORT = {Number(target.Port)}, SOURCE_USER = @user, SOURCE_PASSWORD = @password,
              SOURCE_AUTO_POSITION = {(target.AutoPosition ? 1 : 0)}, REQUIRE_ROW_FORMAT = 1, GTID_ONLY = {(target.AutoPosition ? 1 : 0)},{(from is null ? "" : $" SOURCE_LOG_FILE = @file, SOURCE_LOG_POS = {Number(from.Offset)},")}
              SOURCE_SSL = {(target.Tls ? 1 : 0)}, GET_SOURCE_PUBLIC_KEY = {(target.Tls ? 0 : 1)},
              SOURCE_CONNECT_RETRY = {Number(target.ConnectRetry.TotalSeconds)}, SOURCE_RETRY_COUNT = {Number(target.RetryCount)},
              SOURCE_HEARTBEAT_PERIOD = {Number(target.HeartbeatPeriod.TotalSeconds)}, SOURCE_DELAY = {Number(target.Delay.TotalSeconds)}
              FOR CHANNEL @channel;
            """,
            [("host", target.Host), ("user", account.User), ("password", account.Password), ("channel", channel), .. FileOf(from)]);
    }

    public override SqlStatement StartChannel(string channel) => new("START REPLICA FOR CHANNEL @channel;", ("channel", channel));

    public override SqlStatement StopChannel(string channel) => new("STOP REPLICA FOR CHANNEL @channel;", ("channel", channel));

    public override SqlStatement RestartReceiver(string channel) => new(
        "STOP REPLICA IO_THREAD FOR CHANNEL @channel; START REPLICA IO_THREAD FOR CHANNEL @channel;", ("channel", channel));

    public override SqlStatement PersistReadOnly() => new("SET PERSIST super_read_only = ON;");

    public override SqlStatement OpenForWrites() => new("SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF;");

    public override IReadOnlyList<(string Name, string Expected)> Required(TopologyNode node, Positioning positioning) =>
        [(ServerSettings.LogBin, "ON"), .. GtidSettings(positioning), (ServerSettings.LogReplicaUpdates, "ON"), (ServerSettings.BinlogFormat, "ROW")];

    public override IReadOnlyList<ServerOption> Options(ReplicationTopology topology, TopologyNode node)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(node);
        var gtid = topology.Settings.Positioning == Positioning.Gtid ? "ON" : "OFF";
        return
        [
            new("gtid_mode", gtid, "Every transaction has a name, so nothing is asked for twice or missed; OFF by default in 8.4.", Manual + "replication-gtids-howto.html"),
            new("enforce_gtid_consistency", gtid, "Required by gtid_mode.", Manual + "replication-gtids-howto.html"),
            new("log_replica_updates", "ON", "A node passes on what it received; without it Node 2 never sees Node 3's rows.", Manual + "replication-options-binary-log.html#sysvar_log_replica_updates"),
            new("replica_net_timeout", "10", "A dead connection is noticed after that many seconds without a heartbeat; the default is 60.", Manual + "replication-options-replica.html#sysvar_replica_net_timeout"),
            new("rpl_stop_replica_timeout", "2", StopReason, Manual + "replication-options-replica.html#sysvar_rpl_stop_replica_timeout"),
            new("replica_parallel_workers", "4", "Transactions that do not touch each other are applied side by side.", Manual + "replication-options-replica.html#sysvar_replica_parallel_workers"),
            new("replica_preserve_commit_order", "ON", "Readers of a replica see states that the source had, in spite of parallel workers.", Manual + "replication-features-transaction-inconsistencies.html"),
            // read_only does not stop accounts with CONNECTION_ADMIN, which is why it is safe for the first start of an image;
            // super_read_only would stop that start, and is persisted by the initializer instead.
            .. ClosedAtStart(topology, node, replicasToo: false),
            new("binlog_expire_logs_seconds", Number(topology.Settings.BinaryLogRetention.TotalSeconds), ExpireReason, Manual + "replication-options-binary-log.html#sysvar_binlog_expire_logs_seconds"),
            new("innodb_redo_log_capacity", "33554432", RedoReason, Measured),
            new("mysqlx", "OFF", "Otherwise four servers want port 33060.", Manual + "x-plugin-options-system-variables.html"),
            .. SmallPerformanceSchema(Manual),
        ];
    }

    public override bool HasClone => true;

    public override string CopyRemedy => "copy a healthy node to it (clone plugin, or a dump with --set-gtid-purged=ON) and start again";

    public override string ForgetChannelCommand(string channel) =>
        $"STOP REPLICA FOR CHANNEL {Quoted(channel)}; RESET REPLICA ALL FOR CHANNEL {Quoted(channel)};";

    public override string OpenCommand => "SET PERSIST super_read_only = OFF; SET PERSIST read_only = OFF;";
}
