using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Servers;

/// <summary>A server that is given an option which it does not know does not start.</summary>
public sealed class VersionOptionsTests
{
    const string Every = "server_id report_host report_port auto_increment_increment auto_increment_offset sync_binlog innodb_flush_log_at_trx_commit relay_log_recovery log_bin relay_log binlog_format max_binlog_size innodb_buffer_pool_size table_open_cache table_definition_cache";
    const string Gtid = "gtid_mode=ON enforce_gtid_consistency=ON";
    const string Repositories = "master_info_repository=TABLE relay_log_info_repository=TABLE";
    const string Parallel = "slave_parallel_type=LOGICAL_CLOCK slave_parallel_workers=4 slave_preserve_commit_order=ON";
    const string Instruments = "performance_schema_digests_size=200 performance_schema_max_table_instances=500 performance_schema_max_memory_classes=0 performance_schema_accounts_size=10 performance_schema_hosts_size=10 performance_schema_users_size=10";

    // https://dev.mysql.com/doc/refman/5.7/en/server-option-variable-reference.html and its like in the manual of each version.
    [Theory]
    [InlineData("5.6.12", $"{Gtid} log_slave_updates=ON slave_net_timeout=10 {Repositories} read_only=ON expire_logs_days=1 innodb_log_file_size=16777216 performance_schema=OFF")]
    [InlineData("5.6.24", $"{Gtid} log_slave_updates=ON slave_net_timeout=10 rpl_stop_slave_timeout=2 {Repositories} read_only=ON expire_logs_days=1 innodb_log_file_size=16777216 performance_schema=OFF")]
    [InlineData("5.7.44", $"{Gtid} log_slave_updates=ON slave_net_timeout=10 rpl_stop_slave_timeout=2 {Repositories} {Parallel} read_only=ON expire_logs_days=1 innodb_log_file_size=16777216 {Instruments}")]
    [InlineData("8.0.11", $"{Gtid} log_slave_updates=ON slave_net_timeout=10 rpl_stop_slave_timeout=2 {Parallel} binlog_expire_logs_seconds=86400 innodb_log_file_size=16777216 mysqlx=OFF performance_schema_error_size=0 {Instruments}")]
    [InlineData("8.0.41", $"{Gtid} log_slave_updates=ON slave_net_timeout=10 rpl_stop_slave_timeout=2 {Parallel} binlog_expire_logs_seconds=86400 innodb_redo_log_capacity=33554432 mysqlx=OFF performance_schema_error_size=0 {Instruments}")]
    [InlineData("8.4.6", $"{Gtid} log_replica_updates=ON replica_net_timeout=10 rpl_stop_replica_timeout=2 replica_parallel_workers=4 replica_preserve_commit_order=ON binlog_expire_logs_seconds=86400 innodb_redo_log_capacity=33554432 mysqlx=OFF performance_schema_error_size=0 {Instruments}")]
    [InlineData("10.6.0-MariaDB", "gtid_domain_id=2 gtid_strict_mode=ON log_slave_updates=ON slave_net_timeout=10 master_retry_count=4294967295 read_only=ON binlog_expire_logs_seconds=86400 innodb_log_file_size=33554432")]
    public void A_replica_has_these_options_beside_those_of_every_server(string version, string options) =>
        Of(version, new TopologySettings()).Where(option => !Every.Split(' ').Contains(option[..option.IndexOf('=', StringComparison.Ordinal)]))
            .ShouldBe(options.Split(' '), ignoreOrder: true);

    [Theory]
    [InlineData("5.6.24")]
    [InlineData("8.0.41")]
    [InlineData("9.7.4")]
    public void Without_gtids_there_are_none(string version) =>
        Of(version, new TopologySettings { Positioning = Positioning.FilePosition }).Where(option => option.Contains("gtid", StringComparison.Ordinal))
            .ShouldBe(["gtid_mode=OFF", "enforce_gtid_consistency=OFF"]);

    static string[] Of(string version, TopologySettings settings)
    {
        var topology = DefaultTopology.OnLoopback(5500, settings);
        return [.. ServerOptions.For(topology, topology.Node("node2"), Found.Version(version)).Select(option => $"{option.Name}={option.Value}")];
    }
}
