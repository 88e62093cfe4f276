using System.Data.Common;
using System.Globalization;
using DualMaster.Replication.Topology;
using MySqlConnector;

namespace DualMaster.Replication.Servers;

/// <summary>What all families have in common.</summary>
/// <param name="family">The family.</param>
abstract class SqlDialect(ServerFamily family) : IServerDialect
{
    protected const string Manual = "https://dev.mysql.com/doc/refman/8.4/en/";
    protected const string Measured = "docs/measurements.md";
    protected const string ExpireReason = "Binary logs of a server on a laptop must not fill its disk; the default is 10 days, 30 days or for ever.";
    protected const string RedoReason = "A fresh data directory is copied four times; a third of it was an empty redo log.";
    protected const string StopReason = "To stop a link whose applier is blocked would otherwise hold a connection until it is free again, for each attempt; it stays told to stop.";

    public ServerFamily Family => family;

    public abstract bool HasChannels { get; }

    public virtual SqlStatement Suitability { get; } = new("SHOW GLOBAL VARIABLES WHERE Variable_name IN ('wsrep_on', 'version_comment', 'aurora_version');");

    /// <summary>
    /// Columns <c>server_uuid</c>, <c>super_read_only</c>, <c>executed</c>, <c>purged</c>, <c>persisted</c>, <c>tls</c>; NULL for
    /// what the server cannot say. Where it may be asked too often, <c>executed</c> comes again in <see cref="ObserveAgain"/>.
    /// </summary>
    protected abstract string FamilyColumns { get; }

    /// <summary>Settings that the planner looks at, by the server's own names.</summary>
    protected abstract IReadOnlyList<string> Settings { get; }

    /// <summary>True where no transaction is known: the tables of information_schema are only asked then, because a server may have many.</summary>
    protected abstract string NoTransactionIsKnown { get; }

    /// <summary>The results of which <see cref="ParseChannelsAsync"/> makes channels.</summary>
    protected abstract string ChannelQuery { get; }

    // One round trip. SHOW BINARY LOG STATUS is not among them: it hangs while the disk is full, @@gtid_executed does not.
    public SqlStatement Observe(string? lockName, Positioning positioning) => new(
        $"""
        SELECT @@global.server_id AS server_id, @@global.read_only AS read_only,
               {FamilyColumns},
               IF({NoTransactionIsKnown},
                  EXISTS (SELECT 1 FROM information_schema.tables
                          WHERE table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema', @schema)), NULL) AS user_data,
               (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = @schema AND table_name IN ('beat', 'identity', 'desired_link')) = 3 AS state_schema,
               EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = @schema AND table_name = 'copying') AS copying,
               (SELECT repl_slave_priv FROM mysql.user WHERE user = @user AND host = '%') AS account,
               UTC_TIMESTAMP(6) AS clock,
               {string.Join(", ", Settings.Select(name => $"@@global.{name} AS {name}"))},
               {(lockName is null ? "NULL" : "COALESCE(IS_USED_LOCK(@lock), IF(GET_LOCK(@lock, 0) = 1, CONNECTION_ID(), IS_USED_LOCK(@lock)))")} AS lock_owner;
        {ChannelQuery}
        {(NeedsLogs(positioning) ? BinaryLogs.Query : "")}
        """,
        ("schema", StateSchema.Name), ("user", ReplicationAccount.DefaultUser), ("lock", lockName ?? ""));

    public async Task<ServerState> Parse(DbDataReader reader, ServerVersion version, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(reader);
        await reader.ReadAsync(token);
        var clock = DateTime.SpecifyKind(reader.GetFieldValue<DateTime>(reader.GetOrdinal("clock")), DateTimeKind.Utc);
        var id = Convert.ToUInt32(reader["server_id"], CultureInfo.InvariantCulture);
        var state = new ServerState
        {
            Version = version,
            ServerId = id,
            ServerUuid = reader["server_uuid"] is DBNull ? null : Text(reader, "server_uuid").ToLowerInvariant(),
            ReadOnly = Flag(reader, "read_only"),
            SuperReadOnly = Flag(reader, "super_read_only"),
            IsClosed = Flag(reader, reader["super_read_only"] is DBNull ? "read_only" : "super_read_only"),
            ReadOnlyPersisted = reader["persisted"] is DBNull ? null : Flag(reader, "persisted"),
            OffersTls = Flag(reader, "tls"),
            HasGtids = HasGtids(reader),
            Executed = Executed(Text(reader, "executed"), id),
            Purged = GtidSet.Parse(Text(reader, "purged")),
            HasUserData = reader["user_data"] is DBNull ? null : Flag(reader, "user_data"),
            // Until the copy is whole, nothing in it is its own.
            HasStateSchema = Flag(reader, "state_schema") && !Flag(reader, "copying"),
            IsHalfCopied = Flag(reader, "copying"),
            // Whether the password is right, only a login tells.
            Account = reader["account"] is DBNull ? AccountState.Missing
                : Text(reader, "account") == "Y" ? AccountState.Unknown : AccountState.Unusable,
            LockOwner = reader["lock_owner"] is DBNull ? null : Convert.ToInt32(reader["lock_owner"], CultureInfo.InvariantCulture),
            ClockOffset = clock - DateTime.UtcNow,
            Settings = Settings.ToDictionary(name => name, name => Text(reader, name), StringComparer.Ordinal),
        };

        await reader.NextResultAsync(token);
        state = state with { Channels = await ParseChannelsAsync(reader, token) };
        return await reader.NextResultAsync(token) ? state with { Logs = await BinaryLogs.ParseAsync(reader, token) } : state;
    }

    public abstract SqlStatement ObserveAgain(ServerState first);

    public virtual ServerState ParseAgain(DbDataReader row, ServerState first)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(first);
        return first with { ExecutedLater = Executed(row.GetString(0), first.ServerId) };
    }

    public SqlStatement ReleaseLock(string lockName) => new("DO RELEASE_LOCK(@lock);", ("lock", lockName));

    public virtual SqlStatement EnsureAccount(ReplicationAccount account, bool requireTls)
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

    public virtual ChannelTarget Attainable(ChannelTarget wanted) => wanted;

    public abstract SqlStatement ConfigureChannel(string channel, ChannelTarget target, ReplicationAccount account, LogPosition? from = null);

    public abstract SqlStatement StartChannel(string channel);

    public virtual SqlStatement AskForNoneOfItsOwn => throw new NotSupportedException("It asks for none of its own transactions that it has.");

    public abstract SqlStatement StopChannel(string channel);

    public abstract SqlStatement RestartReceiver(string channel);

    public abstract SqlStatement PersistReadOnly();

    public abstract SqlStatement OpenForWrites();

    public abstract IReadOnlyList<(string Name, string Expected)> Required(TopologyNode node, Positioning positioning);

    public abstract IReadOnlyList<ServerOption> Options(ReplicationTopology topology, TopologyNode node);

    public virtual string? PositionLimit => null;

    public abstract bool HasClone { get; }

    public abstract string ForgetChannels { get; }

    public virtual IReadOnlyList<string> DumpArguments { get; } = ["--all-databases", "--single-transaction", "--quick", "--routines", "--events", "--triggers", "--hex-blob"];

    public virtual IReadOnlyList<string> TableDumpArguments => [];

    public abstract string TakePosition { get; }

    public abstract string CopyRemedy { get; }

    public string StartChannelCommand(string channel) => StartChannel(channel).Text.Replace("@channel", Quoted(channel), StringComparison.Ordinal);

    public abstract string ForgetChannelCommand(string channel);

    public abstract string OpenCommand { get; }

    public abstract string EmptyTransactionCommand(GtidSet transactions);

    /// <summary>Whether the list of logs is asked for: where it tells what nothing else does.</summary>
    protected virtual bool NeedsLogs(Positioning positioning) => positioning == Positioning.FilePosition;

    protected virtual bool HasGtids(DbDataReader row) => true;

    protected virtual GtidSet Executed(string text, uint serverId) => GtidSet.Parse(text);

    /// <summary>Reads the results of <see cref="ChannelQuery"/>; the reader is left at the last of them.</summary>
    protected abstract Task<IReadOnlyList<ChannelState>> ParseChannelsAsync(DbDataReader reader, CancellationToken token);

    protected static IEnumerable<(string Name, object Value)> FileOf(LogPosition? from) => from is null ? [] : [("file", from.File)];

    /// <summary>Who starts closed for writes.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="node">A node of it.</param>
    /// <param name="replicasToo">Whether no statement makes a replica stay closed over a restart.</param>
    protected static IEnumerable<ServerOption> ClosedAtStart(ReplicationTopology topology, TopologyNode node, bool replicasToo)
    {
        if (topology.Settings.WriterMode == WriterMode.One && node.Role == NodeRole.Master)
            yield return new("read_only", "ON", "With one writer every master starts closed and is opened by the initializer, so that a returning old writer takes nothing.", "docs/architecture.md");
        else if (replicasToo && node.Role == NodeRole.Replica)
            yield return new("read_only", "ON", "A replica takes no writes, and here no statement keeps it so over a restart.", "docs/architecture.md");
    }

    /// <summary>Makes MySQL's performance schema small; its replication tables stay.</summary>
    /// <param name="manual">The manual of the version.</param>
    protected static IReadOnlyList<ServerOption> SmallPerformanceSchema(string manual)
    {
        const string LikeDigests = "As performance_schema_digests_size.";
        var page = manual + "performance-schema-system-variables.html";
        return
        [
            new("performance_schema_digests_size", "200", "Statement digests are not used here; the replication tables are, and they cost nothing.", page),
            new("performance_schema_max_table_instances", "500", LikeDigests, page),
            new("performance_schema_max_memory_classes", "0", "As performance_schema_digests_size; the counters of memory are the largest tables of all.", page),
            new("performance_schema_error_size", "0", LikeDigests, page),
            new("performance_schema_accounts_size", "10", LikeDigests, page),
            new("performance_schema_hosts_size", "10", LikeDigests, page),
            new("performance_schema_users_size", "10", LikeDigests, page),
        ];
    }

    protected static string Quoted(string channel) => $"'{MySqlHelper.EscapeString(channel)}'";

    protected static string Text(DbDataReader row, string column) => Convert.ToString(row[column], CultureInfo.InvariantCulture) ?? "";

    protected static bool Flag(DbDataReader row, string column) => Text(row, column) is "1" or "ON" or "True" or "Yes" or "YES";

    protected static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
