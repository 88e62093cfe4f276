using System.Data.Common;
using System.Globalization;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Servers;

/// <summary>MariaDB 10.6 and later. It has no <c>server_uuid</c>, no <c>super_read_only</c>, and its performance schema says nothing of replication.</summary>
sealed class MariaDbDialect() : SqlDialect(ServerFamily.MariaDb)
{
    const string LogSlaveUpdates = "log_slave_updates";
    const string StrictMode = "gtid_strict_mode";
    const string DomainId = "gtid_domain_id";
    const string Docs = "https://mariadb.com/docs/server/ha-and-performance/standard-replication/";
    const string Executing = "CONCAT_WS(';', @@global.gtid_binlog_pos, @@global.gtid_slave_pos)";

    static readonly MariaDbDialect Only = new();
    static readonly ChannelRows Rows = new(saysMaster: true);

    /// <summary>The dialect of a version of this family, from the oldest that is maintained; null for any other.</summary>
    public static MariaDbDialect? For(ServerVersion version) => version.Family == ServerFamily.MariaDb && version.Number >= new Version(10, 6) ? Only : null;

    public override bool HasChannels => true;

    protected override string FamilyColumns { get; } =
        $"NULL AS server_uuid, NULL AS super_read_only, {Executing} AS executed, '' AS purged, NULL AS persisted, @@global.have_ssl AS tls";

    protected override IReadOnlyList<string> Settings { get; } =
    [
        ServerSettings.LogBin, LogSlaveUpdates, ServerSettings.BinlogFormat, StrictMode, DomainId,
        ServerSettings.AutoIncrementIncrement, ServerSettings.AutoIncrementOffset,
    ];

    protected override string NoTransactionIsKnown => $"{Executing} = ';'";

    protected override string ChannelQuery => "SHOW ALL SLAVES STATUS;";

    // What is purged is known by where the oldest log begins.
    protected override bool NeedsLogs(Positioning positioning) => true;

    public override SqlStatement ObserveAgain(ServerState first)
    {
        ArgumentNullException.ThrowIfNull(first);
        return first.Logs is { } logs
            ? new($"SELECT {Executing}, BINLOG_GTID_POS(@first, 4);", ("first", logs.First.File))
            : new($"SELECT {Executing}, '';");
    }

    public override ServerState ParseAgain(DbDataReader row, ServerState first) => base.ParseAgain(row, first) with
    {
        Purged = MariaDbGtids.Parse(row.IsDBNull(1)
            ? throw new InvalidOperationException("its oldest binary log was purged while it was asked for it")
            : row.GetString(1)),
        Returned = MariaDbGtids.Parse(Positions(row.GetString(0)).Applied),
        // Read after them, so what is not in the log by now never will be.
        Unlogged = first.Executed.Except(MariaDbGtids.Parse(Positions(row.GetString(0)).Logged)),
    };

    // The number of attempts is an option of the server, for all channels.
    public override ChannelTarget Attainable(ChannelTarget wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return wanted with { RetryCount = 0 };
    }

    public override SqlStatement ConfigureChannel(string channel, ChannelTarget target, ReplicationAccount account, LogPosition? from = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(account);
        // Since 11.4 certificates are verified unless it is said otherwise, and those of our nodes have authorities of their own.
        return new(
            $"""
            CHANGE MASTER @channel TO MASTER_HOST = @host, MASTER_PORT = {Number(target.Port)}, MASTER_USER = @user, MASTER_PASSWORD = @password,
              MASTER_USE_GTID = {(target.AutoPosition ? "slave_pos" : "no")},{(from is null ? "" : $" MASTER_LOG_FILE = @file, MASTER_LOG_POS = {Number(from.Offset)},")}
              MASTER_SSL = {(target.Tls ? 1 : 0)}, MASTER_SSL_VERIFY_SERVER_CERT = 0,
              MASTER_CONNECT_RETRY = {Number(target.ConnectRetry.TotalSeconds)},
              MASTER_HEARTBEAT_PERIOD = {Number(target.HeartbeatPeriod.TotalSeconds)}, MASTER_DELAY = {Number(target.Delay.TotalSeconds)};
            """,
            [("host", target.Host), ("user", account.User), ("password", account.Password), ("channel", channel), .. FileOf(from)]);
    }

    public override SqlStatement StartChannel(string channel) => new("START SLAVE @channel;", ("channel", channel));

    // What it logged itself comes from nobody else, and gtid_strict_mode takes no position before that.
    public override SqlStatement AskForNoneOfItsOwn => new("SET GLOBAL gtid_slave_pos = @@global.gtid_current_pos;");

    public override SqlStatement StopChannel(string channel) => new("STOP SLAVE @channel;", ("channel", channel));

    public override SqlStatement RestartReceiver(string channel) =>
        new("STOP SLAVE @channel IO_THREAD; START SLAVE @channel IO_THREAD;", ("channel", channel));

    public override SqlStatement PersistReadOnly() => new("SET GLOBAL read_only = ON;");

    public override SqlStatement OpenForWrites() => new("SET GLOBAL read_only = OFF;");

    public override IReadOnlyList<(string Name, string Expected)> Required(TopologyNode node, Positioning positioning)
    {
        ArgumentNullException.ThrowIfNull(node);
        return
        [
            (ServerSettings.LogBin, "ON"), (LogSlaveUpdates, "ON"), (ServerSettings.BinlogFormat, "ROW"), (StrictMode, "ON"),
            (DomainId, node.ServerId.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    public override IReadOnlyList<ServerOption> Options(ReplicationTopology topology, TopologyNode node)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(node);
        List<ServerOption> options =
        [
            new(DomainId, node.ServerId.ToString(CultureInfo.InvariantCulture), "Each server's transactions are a stream of their own; in one domain those of two masters would be out of order.", Docs + "gtid/gtid-multi-primary"),
            new(StrictMode, "ON", "A domain stays one stream without holes, so a position tells all that a server has.", Docs + "gtid"),
            new(LogSlaveUpdates, "ON", "A node passes on what it received; without it Node 2 never sees Node 3's rows.", Docs + "replication-and-binary-log-system-variables"),
            new("slave_net_timeout", "10", "A dead connection is noticed after that many seconds without a heartbeat; the default is 60.", Docs + "replication-and-binary-log-system-variables"),
            new("master_retry_count", "4294967295", "A link that gave up is found by nobody; the default is 100000.", Docs + "replication-and-binary-log-system-variables"),
            .. ClosedAtStart(topology, node, replicasToo: true),
            new("binlog_expire_logs_seconds", Number(topology.Settings.BinaryLogRetention.TotalSeconds), ExpireReason, Docs + "replication-and-binary-log-system-variables"),
            new("innodb_log_file_size", "33554432", RedoReason, Measured),
        ];
        if (topology.LinksInto(node.Name).Count() > 1)
            options.Add(new("gtid_ignore_duplicates", "ON", "With several sources the same transaction arrives more than once.", Docs + "gtid"));
        return options;
    }

    // https://mariadb.com/docs/server/ha-and-performance/standard-replication/gtid: only with GTIDs it is in a table.
    public override string PositionLimit => "the position is kept in a file, so after a crash transactions may be applied twice, or an error stop the link.";

    public override bool HasClone => false;

    // They are in files, not in tables.
    public override string ForgetChannels => "";

    public override IReadOnlyList<string> DumpArguments => [.. base.DumpArguments, "--gtid", "--master-data=2"];

    public override string TakePosition => "RESET MASTER; SET GLOBAL gtid_binlog_state = @position; SET GLOBAL gtid_slave_pos = @position;";

    public override string CopyRemedy =>
        "copy a healthy node to it (mariadb-backup, or mariadb-dump --all-databases --gtid --master-data), and before it is started set gtid_slave_pos and, after RESET MASTER, gtid_binlog_state to the position of the copy";

    public override string ForgetChannelCommand(string channel) => $"STOP SLAVE {Quoted(channel)}; RESET SLAVE {Quoted(channel)} ALL;";

    public override string OpenCommand => $"{OpenForWrites().Text} -- and take read_only out of its option file";

    public override string EmptyTransactionCommand(GtidSet transactions)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        // An empty transaction is not logged there; this statement is, and changes nothing.
        var (source, number) = transactions.First;
        var domain = MariaDbGtids.Domain(source);
        return $"SET SESSION gtid_domain_id = {domain}, server_id = {domain}, gtid_seq_no = {number.ToString(CultureInfo.InvariantCulture)}; DROP TABLE IF EXISTS {StateSchema.Name}.nothing; SET SESSION gtid_domain_id = DEFAULT, server_id = DEFAULT;";
    }

    protected override GtidSet Executed(string text, uint serverId)
    {
        var (logged, applied) = Positions(text);
        return MariaDbGtids.Executed(logged, applied, serverId);
    }

    protected override async Task<IReadOnlyList<ChannelState>> ParseChannelsAsync(DbDataReader reader, CancellationToken token) =>
        [.. (await Rows.ReadAsync(reader, "Connection_name", WithGtids, token)).Values];

    static ChannelState WithGtids(DbDataReader row, ChannelState channel) => channel with
    {
        SourceUuid = Convert.ToUInt32(row["Master_Server_Id"], CultureInfo.InvariantCulture) is > 0 and var id ? MariaDbGtids.Identity(id) : null,
        // What was received is thrown away when both threads stop, and asked for again.
        Retrieved = channel.Sql == ReplicaThreadState.Running ? MariaDbGtids.Parse(Text(row, "Gtid_IO_Pos")) : GtidSet.Empty,
        // Moves with every sign of life.
        ReadPosition = $"{channel.ReadPosition}:{Text(row, "Slave_received_heartbeats")}",
        Target = channel.Target with
        {
            AutoPosition = Text(row, "Using_Gtid") != "No",
            HeartbeatPeriod = TimeSpan.FromSeconds(double.Parse(Text(row, "Slave_heartbeat_period"), CultureInfo.InvariantCulture)),
        },
    };

    static (string Logged, string Applied) Positions(string text)
    {
        var parts = text.Split(';');
        return (parts[0], parts[1]);
    }
}
