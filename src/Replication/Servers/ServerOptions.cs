using System.Globalization;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Servers;

/// <summary>The one place that decides with which options a node's server runs, whoever starts it.</summary>
public static class ServerOptions
{
    const string Manual = "https://dev.mysql.com/doc/refman/8.4/en/";
    const string Measured = "docs/measurements.md";

    /// <summary>The options of one node.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="node">A node of it.</param>
    /// <param name="version">The server that will run it.</param>
    /// <returns>Options in a stable order; what belongs to the host (paths, port, address, account) is not among them.</returns>
    /// <exception cref="NotSupportedException">No options are known for that family of servers.</exception>
    public static IReadOnlyList<ServerOption> For(ReplicationTopology topology, TopologyNode node, ServerVersion version)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(version);
        if (version.Family != ServerFamily.Current)
            throw new NotSupportedException($"The server is {version}; expected MySQL 8.4 or later; install one, or name it with --mysqld.");

        return
        [
            .. Identity(topology, node),
            .. CrashSafety(),
            .. Replication(topology, node),
            .. Footprint(topology),
        ];
    }

    static IEnumerable<ServerOption> Identity(ReplicationTopology topology, TopologyNode node) =>
    [
        new("server_id", Text(node.ServerId), "A server skips events that carry its own id, so every node has another one.", Manual + "replication-howto-masterbaseconfig.html"),
        new("report_host", node.ReplicationHost, "The source's list of replicas then shows the name by which the node is known, not a container id.", Manual + "replication-options-replica.html#sysvar_report_host"),
        new("report_port", Text(node.ReplicationPort), "As report_host.", Manual + "replication-options-replica.html#sysvar_report_port"),
        new("auto_increment_increment", Text(topology.AutoIncrementStep), "Masters take turns: without it the first concurrent inserts stop a link with error 1062.", Manual + "replication-options-source.html#sysvar_auto_increment_increment"),
        new("auto_increment_offset", Text(topology.AutoIncrementOffset(node.Name)), "Each master starts at a number of its own; a replica has its master's.", Manual + "replication-options-source.html#sysvar_auto_increment_offset"),
    ];

    static IEnumerable<ServerOption> CrashSafety() =>
    [
        new("sync_binlog", "1", "A transaction that was acknowledged is in the binary log after a crash; otherwise replicas get ahead of their source.", Manual + "replication-solutions-unexpected-replica-halt.html"),
        new("innodb_flush_log_at_trx_commit", "1", "As sync_binlog, for the tables.", Manual + "replication-solutions-unexpected-replica-halt.html"),
        new("relay_log_recovery", "ON", "After a crash the relay log is thrown away and fetched again; off by default even in 9.7.", Manual + "replication-solutions-unexpected-replica-halt.html"),
    ];

    static IEnumerable<ServerOption> Replication(ReplicationTopology topology, TopologyNode node)
    {
        yield return new("log_bin", "binlog", "Names the log independently of the machine's name, which changes with a container.", Manual + "replication-options-binary-log.html#option_mysqld_log-bin");
        yield return new("relay_log", "relay", "As log_bin.", Manual + "replication-options-replica.html#sysvar_relay_log");
        yield return new("binlog_format", "ROW", "A row arrives as it was written, whatever the statement.", Manual + "replication-options-binary-log.html#sysvar_binlog_format");
        yield return new("gtid_mode", "ON", "Every transaction has a name, so nothing is asked for twice or missed; OFF by default in 8.4.", Manual + "replication-gtids-howto.html");
        yield return new("enforce_gtid_consistency", "ON", "Required by gtid_mode.", Manual + "replication-gtids-howto.html");
        yield return new("log_replica_updates", "ON", "A node passes on what it received; without it Node 2 never sees Node 3's rows.", Manual + "replication-options-binary-log.html#sysvar_log_replica_updates");
        yield return new("replica_net_timeout", "10", "A dead connection is noticed after that many seconds without a heartbeat; the default is 60.", Manual + "replication-options-replica.html#sysvar_replica_net_timeout");
        yield return new("rpl_stop_replica_timeout", "2", "To stop a link whose applier is blocked would otherwise hold a connection until it is free again, for each attempt; it stays told to stop.", Manual + "replication-options-replica.html#sysvar_rpl_stop_replica_timeout");
        yield return new("replica_parallel_workers", "4", "Transactions that do not touch each other are applied side by side.", Manual + "replication-options-replica.html#sysvar_replica_parallel_workers");
        yield return new("replica_preserve_commit_order", "ON", "Readers of a replica see states that the source had, in spite of parallel workers.", Manual + "replication-features-transaction-inconsistencies.html");
        // read_only does not stop accounts with CONNECTION_ADMIN, which is why it is safe for the first start of an image;
        // super_read_only would stop that start, and is persisted by the initializer instead.
        if (topology.Settings.WriterMode == WriterMode.One && node.Role == NodeRole.Master)
            yield return new("read_only", "ON", "With one writer every master starts closed and is opened by the initializer, so that a returning old writer takes nothing.", "docs/architecture.md");
    }

    static IEnumerable<ServerOption> Footprint(ReplicationTopology topology) =>
    [
        new("binlog_expire_logs_seconds", Text((long)topology.Settings.BinaryLogRetention.TotalSeconds), "Binary logs of a server on a laptop must not fill its disk; the default is 30 days.", Manual + "replication-options-binary-log.html#sysvar_binlog_expire_logs_seconds"),
        new("max_binlog_size", "67108864", "Logs expire file by file, so files are small.", Manual + "replication-options-binary-log.html#sysvar_max_binlog_size"),
        new("innodb_buffer_pool_size", "67108864", "Four servers share a machine; starts in half the time of the default.", Measured),
        new("innodb_redo_log_capacity", "33554432", "A fresh data directory is copied four times; a third of it was an empty redo log.", Measured),
        new("mysqlx", "OFF", "Otherwise four servers want port 33060.", Manual + "x-plugin-options-system-variables.html"),
        new("table_open_cache", "400", "The performance schema sizes itself by it.", Manual + "performance-schema-startup-configuration.html"),
        new("table_definition_cache", "400", "As table_open_cache.", Manual + "performance-schema-startup-configuration.html"),
        new("performance_schema_digests_size", "200", "Statement digests are not used here; the replication tables are, and they cost nothing.", Manual + "performance-schema-system-variables.html"),
        new("performance_schema_max_table_instances", "500", "As performance_schema_digests_size.", Manual + "performance-schema-system-variables.html"),
        new("performance_schema_max_memory_classes", "0", "As performance_schema_digests_size; the counters of memory are the largest tables of all.", Manual + "performance-schema-system-variables.html"),
        new("performance_schema_error_size", "0", "As performance_schema_digests_size.", Manual + "performance-schema-system-variables.html"),
        new("performance_schema_accounts_size", "10", "As performance_schema_digests_size.", Manual + "performance-schema-system-variables.html"),
        new("performance_schema_hosts_size", "10", "As performance_schema_digests_size.", Manual + "performance-schema-system-variables.html"),
        new("performance_schema_users_size", "10", "As performance_schema_digests_size.", Manual + "performance-schema-system-variables.html"),
    ];

    static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
