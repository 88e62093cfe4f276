using System.Globalization;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Servers;

/// <summary>The options with which a node's server runs, whoever starts it: those of every server, and those of its dialect.</summary>
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
        var dialect = ServerDialects.For(version)
            ?? throw new NotSupportedException($"The server is {version}; expected {ServerDialects.Supported}; install one, or name it with --server.");
        return
        [
            .. Identity(topology, node),
            .. CrashSafety(),
            .. Logs(),
            .. dialect.Options(topology, node),
            .. Footprint(),
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

    static IEnumerable<ServerOption> Logs() =>
    [
        new("log_bin", "binlog", "Names the log independently of the machine's name, which changes with a container.", Manual + "replication-options-binary-log.html#option_mysqld_log-bin"),
        new("relay_log", "relay", "As log_bin.", Manual + "replication-options-replica.html#sysvar_relay_log"),
        new("binlog_format", "ROW", "A row arrives as it was written, whatever the statement.", Manual + "replication-options-binary-log.html#sysvar_binlog_format"),
    ];

    static IEnumerable<ServerOption> Footprint() =>
    [
        new("max_binlog_size", "67108864", "Logs expire file by file, so files are small.", Manual + "replication-options-binary-log.html#sysvar_max_binlog_size"),
        new("innodb_buffer_pool_size", "67108864", "Four servers share a machine; starts in half the time of the default.", Measured),
        new("table_open_cache", "400", "The performance schema sizes itself by it.", Manual + "performance-schema-startup-configuration.html"),
        new("table_definition_cache", "400", "As table_open_cache.", Manual + "performance-schema-startup-configuration.html"),
    ];

    static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
