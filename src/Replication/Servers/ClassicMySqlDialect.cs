using System.Data.Common;
using System.Globalization;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Servers;

/// <summary>MySQL 5.6, 5.7 and 8.0: all of them take the old statements (<c>CHANGE MASTER TO</c>), and say <c>Slave</c>.</summary>
/// <param name="version">The server's version.</param>
sealed class ClassicMySqlDialect(ServerVersion version) : MySqlDialect(ServerFamily.Classic, saysMaster: true)
{
    const string LogSlaveUpdates = "log_slave_updates";
    const string Manual57 = "https://dev.mysql.com/doc/refman/5.7/en/";

    // Channels, and what came with them: accounts apart from their privileges, replication tables in the performance schema.
    // https://dev.mysql.com/doc/refman/5.7/en/replication-channels.html
    readonly bool is57 = version.Number >= new Version(5, 7, 6);
    readonly bool is80 = version.Number >= new Version(8, 0);

    // https://dev.mysql.com/doc/refman/8.0/en/change-master-to.html: REQUIRE_ROW_FORMAT since 8.0.19, GTID_ONLY since 8.0.27.
    readonly bool requiresRowFormat = version.Number >= new Version(8, 0, 19);
    readonly bool hasGtidOnly = version.Number >= new Version(8, 0, 27);

    /// <summary>The dialect of a version of this family that was released for production; null for any other.</summary>
    public static ClassicMySqlDialect? For(ServerVersion version) => version.Family != ServerFamily.Classic ? null
        : (version.Number.Major, version.Number.Minor, version.Number.Build) is (5, 6, >= 10) or (5, 7, >= 9) or (8, 0, >= 11) or (8, > 0, _) ? new(version)
        : null;

    public override bool HasChannels => is57;

    public override SqlStatement Suitability => is57 ? WithGroups(base.Suitability) : base.Suitability;

    protected override string FamilyColumns =>
        $"""
        {Gtids}, {(is57 ? "@@global.super_read_only" : "NULL")} AS super_read_only,
               {(is80 ? "EXISTS (SELECT 1 FROM performance_schema.persisted_variables WHERE variable_name = 'super_read_only' AND variable_value IN ('ON', '1'))" : "NULL")} AS persisted,
               @@global.have_ssl AS tls
        """;

    protected override IReadOnlyList<string> Settings { get; } =
    [
        ServerSettings.LogBin, LogSlaveUpdates, ServerSettings.BinlogFormat, ServerSettings.GtidMode,
        ServerSettings.EnforceGtidConsistency, ServerSettings.AutoIncrementIncrement, ServerSettings.AutoIncrementOffset,
    ];

    protected override string ChannelQuery => $"SHOW SLAVE STATUS;\n{(is57 ? Connections : OldConnection)}\n{(is80 ? Workers : is57 ? OldWorkers : NoWorkers)}";

    // 5.6 says it of its only channel, without the time of the last heartbeat in a form that can be compared.
    const string OldConnection =
        """
        SELECT '' AS channel_name, period.variable_value AS heartbeat_interval, beats.variable_value AS heartbeats
        FROM information_schema.global_status AS period JOIN information_schema.global_status AS beats
        WHERE period.variable_name = 'SLAVE_HEARTBEAT_PERIOD' AND beats.variable_name = 'SLAVE_RECEIVED_HEARTBEATS';
        """;

    // https://dev.mysql.com/doc/refman/5.7/en/performance-schema-replication-applier-status-by-worker-table.html: no time stamps.
    const string OldWorkers =
        """
        SELECT channel_name, last_error_number, last_error_message, last_seen_transaction AS applying_transaction, NULL AS commit_lag
        FROM performance_schema.replication_applier_status_by_worker;
        """;

    const string NoWorkers = "SELECT NULL AS channel_name FROM DUAL WHERE FALSE;";

    public override SqlStatement EnsureAccount(ReplicationAccount account, bool requireTls)
    {
        ArgumentNullException.ThrowIfNull(account);
        // 5.6 knows no IF NOT EXISTS, and its GRANT makes an account or makes it right.
        return is57
            ? base.EnsureAccount(account, requireTls)
            : new(
                $"GRANT REPLICATION SLAVE ON *.* TO @user@'%' IDENTIFIED BY @password REQUIRE {(requireTls ? "SSL" : "NONE")};",
                ("user", account.User), ("password", account.Password));
    }

    public override SqlStatement ConfigureChannel(string channel, ChannelTarget target, ReplicationAccount account, LogPosition? from = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(account);
        var auto = target.AutoPosition ? 1 : 0;
        return new(
            $"""
            CHANGE MASTER TO MASTER_HOST = @host, MASTER_PORT = {Number(target.Port)}, MASTER_USER = @user, MASTER_PASSWORD = @password,
              MASTER_AUTO_POSITION = {auto},{(requiresRowFormat ? " REQUIRE_ROW_FORMAT = 1," : "")}{(hasGtidOnly ? $" GTID_ONLY = {auto}," : "")}{(from is null ? "" : $" MASTER_LOG_FILE = @file, MASTER_LOG_POS = {Number(from.Offset)},")}
              MASTER_SSL = {(target.Tls ? 1 : 0)},{(is80 ? $" GET_MASTER_PUBLIC_KEY = {(target.Tls ? 0 : 1)}," : "")}
              MASTER_CONNECT_RETRY = {Number(target.ConnectRetry.TotalSeconds)}, MASTER_RETRY_COUNT = {Number(target.RetryCount)},
              MASTER_HEARTBEAT_PERIOD = {Number(target.HeartbeatPeriod.TotalSeconds)}, MASTER_DELAY = {Number(target.Delay.TotalSeconds)}
              {(is57 ? "FOR CHANNEL @channel" : "")};
            """,
            [("host", target.Host), ("user", account.User), ("password", account.Password), .. FileOf(from), .. ChannelOf(channel)]);
    }

    public override SqlStatement StartChannel(string channel) => OfChannel("START SLAVE", channel);

    public override SqlStatement StopChannel(string channel) => OfChannel("STOP SLAVE", channel);

    public override SqlStatement RestartReceiver(string channel) =>
        new($"{OfChannel("STOP SLAVE IO_THREAD", channel).Text} {OfChannel("START SLAVE IO_THREAD", channel).Text}", ChannelOf(channel));

    // https://dev.mysql.com/doc/refman/5.7/en/server-system-variables.html#sysvar_super_read_only
    public override SqlStatement PersistReadOnly() => new(
        is80 ? "SET PERSIST super_read_only = ON;" : is57 ? "SET GLOBAL super_read_only = ON;" : "SET GLOBAL read_only = ON;");

    public override SqlStatement OpenForWrites() => new($"{(is57 ? "SET GLOBAL super_read_only = OFF; " : "")}SET GLOBAL read_only = OFF;");

    public override IReadOnlyList<(string Name, string Expected)> Required(TopologyNode node, Positioning positioning) =>
        [(ServerSettings.LogBin, "ON"), .. GtidSettings(positioning), (LogSlaveUpdates, "ON"), (ServerSettings.BinlogFormat, "ROW")];

    public override IReadOnlyList<ServerOption> Options(ReplicationTopology topology, TopologyNode node)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(node);
        return [.. Replication(topology, node), .. is80 ? Footprint80(topology) : FootprintBefore80(topology)];
    }

    // https://dev.mysql.com/doc/refman/8.0/en/clone-plugin.html
    public override bool HasClone => version.Number >= new Version(8, 0, 17);

    public override string CopyRemedy => $"copy a healthy node to it ({(HasClone ? "clone plugin, or " : "")}a dump with --set-gtid-purged=ON) and start again";

    public override string ForgetChannelCommand(string channel) => is57
        ? $"STOP SLAVE FOR CHANNEL {Quoted(channel)}; RESET SLAVE ALL FOR CHANNEL {Quoted(channel)};"
        : "STOP SLAVE; RESET SLAVE ALL;";

    public override string OpenCommand => is80
        ? "SET PERSIST super_read_only = OFF; SET PERSIST read_only = OFF;"
        : $"{OpenForWrites().Text} -- and take read_only out of its option file";

    protected override ChannelState WithConnection(DbDataReader row, ChannelState channel)
    {
        if (is57)
            return base.WithConnection(row, channel);
        return channel with
        {
            Target = channel.Target with { HeartbeatPeriod = TimeSpan.FromSeconds(double.Parse(Text(row, "heartbeat_interval"), CultureInfo.InvariantCulture)) },
            // Moves with every sign of life.
            ReadPosition = $"{channel.ReadPosition}:{Text(row, "heartbeats")}",
        };
    }

    SqlStatement OfChannel(string statement, string channel) =>
        is57 ? new($"{statement} FOR CHANNEL @channel;", ("channel", channel)) : new($"{statement};");

    (string, object)[] ChannelOf(string channel) => is57 ? [("channel", channel)] : [];

    IEnumerable<ServerOption> Replication(ReplicationTopology topology, TopologyNode node)
    {
        var gtid = topology.Settings.Positioning == Positioning.Gtid ? "ON" : "OFF";
        yield return new("gtid_mode", gtid, "Every transaction has a name, so nothing is asked for twice or missed.", Manual57 + "replication-gtids-howto.html");
        yield return new("enforce_gtid_consistency", gtid, "Required by gtid_mode.", Manual57 + "replication-gtids-howto.html");
        yield return new(LogSlaveUpdates, "ON", "A node passes on what it received; without it Node 2 never sees Node 3's rows.", Manual57 + "replication-options-slave.html#option_mysqld_log-slave-updates");
        yield return new("slave_net_timeout", "10", "A dead connection is noticed after that many seconds without a heartbeat.", Manual57 + "replication-options-slave.html#sysvar_slave_net_timeout");
        // https://dev.mysql.com/doc/refman/5.6/en/replication-options-slave.html
        if (version.Number >= new Version(5, 6, 13))
            yield return new("rpl_stop_slave_timeout", "2", StopReason, Manual57 + "replication-options-slave.html#sysvar_rpl_stop_slave_timeout");
        if (!is80)
        {
            yield return new("master_info_repository", "TABLE", "A file is not in step with the rows after a crash.", Manual57 + "replication-solutions-unexpected-slave-halt.html");
            yield return new("relay_log_info_repository", "TABLE", "As master_info_repository.", Manual57 + "replication-solutions-unexpected-slave-halt.html");
        }

        if (is57)
        {
            yield return new("slave_parallel_type", "LOGICAL_CLOCK", "Transactions that were committed side by side are applied side by side.", Manual57 + "replication-options-slave.html#sysvar_slave_parallel_type");
            yield return new("slave_parallel_workers", "4", "As slave_parallel_type; before 5.7 only those of different schemas could be, out of order.", Manual57 + "replication-options-slave.html#sysvar_slave_parallel_workers");
            yield return new("slave_preserve_commit_order", "ON", "Readers of a replica see states that the source had, in spite of parallel workers.", Manual57 + "replication-options-slave.html#sysvar_slave_preserve_commit_order");
        }

        foreach (var option in ClosedAtStart(topology, node, replicasToo: !is80))
            yield return option;
    }

    IEnumerable<ServerOption> Footprint80(ReplicationTopology topology) =>
    [
        new("binlog_expire_logs_seconds", Number(topology.Settings.BinaryLogRetention.TotalSeconds), ExpireReason, Manual80 + "replication-options-binary-log.html#sysvar_binlog_expire_logs_seconds"),
        version.Number >= new Version(8, 0, 30)
            ? new("innodb_redo_log_capacity", "33554432", RedoReason, Measured)
            : new("innodb_log_file_size", "16777216", RedoReason, Measured),
        new("mysqlx", "OFF", "Otherwise four servers want port 33060.", Manual80 + "x-plugin-options-system-variables.html"),
        .. SmallPerformanceSchema(Manual80),
    ];

    IEnumerable<ServerOption> FootprintBefore80(ReplicationTopology topology)
    {
        // Whole days are all that it knows.
        yield return new("expire_logs_days", Number(Math.Ceiling(topology.Settings.BinaryLogRetention.TotalDays)), ExpireReason, Manual57 + "replication-options-binary-log.html#sysvar_expire_logs_days");
        yield return new("innodb_log_file_size", "16777216", RedoReason, Measured);
        if (!is57)
            yield return new("performance_schema", "OFF", "It says nothing of replication yet, and takes four fifths of the memory.", Measured);
        else
            foreach (var option in SmallPerformanceSchema(Manual57).Where(option => option.Name != "performance_schema_error_size"))
                yield return option;
    }

    const string Manual80 = "https://dev.mysql.com/doc/refman/8.0/en/";
}
