using CsCheck;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Tests.Topology;
using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Servers;

public sealed class ServerOptionsTests
{
    static readonly ServerVersion Version = new(ServerFamily.Current, new Version(9, 7, 4));

    [Fact]
    public void The_options_of_a_node_are_these()
    {
        var topology = DefaultTopology.OnLoopback(5500);

        ServerOptions.For(topology, topology.Node("node4"), Version).Select(option => option.ToArgument()).ShouldBe(
        [
            "--server-id=4",
            "--report-host=127.0.0.1",
            "--report-port=5504",
            "--auto-increment-increment=2",
            "--auto-increment-offset=2",
            "--sync-binlog=1",
            "--innodb-flush-log-at-trx-commit=1",
            "--relay-log-recovery=ON",
            "--log-bin=binlog",
            "--relay-log=relay",
            "--binlog-format=ROW",
            "--gtid-mode=ON",
            "--enforce-gtid-consistency=ON",
            "--log-replica-updates=ON",
            "--replica-net-timeout=10",
            "--rpl-stop-replica-timeout=2",
            "--replica-parallel-workers=4",
            "--replica-preserve-commit-order=ON",
            "--binlog-expire-logs-seconds=86400",
            "--max-binlog-size=67108864",
            "--innodb-buffer-pool-size=67108864",
            "--innodb-redo-log-capacity=33554432",
            "--mysqlx=OFF",
            "--table-open-cache=400",
            "--table-definition-cache=400",
            "--performance-schema-digests-size=200",
            "--performance-schema-max-table-instances=500",
            "--performance-schema-max-memory-classes=0",
            "--performance-schema-error-size=0",
            "--performance-schema-accounts-size=10",
            "--performance-schema-hosts-size=10",
            "--performance-schema-users-size=10",
        ]);
    }

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void Every_option_is_given_once_with_a_reason_and_a_source(string name)
    {
        foreach (var options in OfAllNodes(Topologies.Named(name)))
        {
            options.Select(option => option.Name).ShouldBeUnique();
            options.ShouldAllBe(option => option.Reason.EndsWith('.') && option.Reason.Length > 8);
            options.ShouldAllBe(option => option.Source.StartsWith("https://dev.mysql.com/doc/refman/", StringComparison.Ordinal) || option.Source.StartsWith("docs/", StringComparison.Ordinal));
        }
    }

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void Every_node_has_a_server_id_of_its_own(string name) =>
        OfAllNodes(Topologies.Named(name)).Select(options => Value(options, "server_id")).ShouldBeUnique();

    [Theory]
    [InlineData(Topologies.Default, "2", "node1=1 node2=1 node3=2 node4=2")]
    [InlineData(Topologies.OneWriter, "2", "node1=1 node2=1 node3=2 node4=2")]
    [InlineData(Topologies.Mesh, "3", "a=1 a1=1 a2=1 b=2 b1=2 b2=2 c=3 c1=3 c2=3")]
    public void Masters_take_turns_and_a_replica_has_the_turn_of_its_master(string name, string step, string offsets)
    {
        var topology = Topologies.Named(name);

        OfAllNodes(topology).Select(options => Value(options, "auto_increment_increment")).Distinct().ShouldBe([step]);
        string.Join(' ', topology.Nodes.Select(node => $"{node.Name}={Value(ServerOptions.For(topology, node, Version), "auto_increment_offset")}")).ShouldBe(offsets);
    }

    [Fact]
    public void A_larger_step_leaves_room_for_more_masters()
    {
        var topology = DefaultTopology.OnLoopback(5500, new TopologySettings { AutoIncrementStep = 10 });

        OfAllNodes(topology).Select(options => Value(options, "auto_increment_increment")).Distinct().ShouldBe(["10"]);
    }

    [Fact]
    public void With_one_writer_masters_start_closed_and_nobody_else_does()
    {
        var topology = Topologies.Named(Topologies.OneWriter);

        topology.Nodes.Where(node => Value(ServerOptions.For(topology, node, Version), "read_only") == "ON").ShouldBe(topology.Masters);
        OfAllNodes(Topologies.Named(Topologies.Default)).ShouldAllBe(options => Value(options, "read_only") == null);
    }

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void Super_read_only_is_never_an_option_because_it_stops_the_first_start_of_an_image(string name) =>
        OfAllNodes(Topologies.Named(name)).ShouldAllBe(options => Value(options, "super_read_only") == null);

    [Fact]
    public void Binary_logs_are_kept_as_long_as_the_topology_says() =>
        OfAllNodes(DefaultTopology.OnLoopback(5500, new TopologySettings { BinaryLogRetention = TimeSpan.FromDays(40) }))
            .Select(options => Value(options, "binlog_expire_logs_seconds")).Distinct().ShouldBe(["3456000"]);

    [Fact]
    public void Every_valid_topology_has_options_for_every_node() =>
        ValidTopologies.Any.Sample(topology =>
        {
            var offsets = topology.Masters.Select(node => Value(ServerOptions.For(topology, node, Version), "auto_increment_offset")).ToArray();

            OfAllNodes(topology).ShouldAllBe(options => options.All(option => option.Value.Length > 0));
            offsets.ShouldBeUnique();
        });

    [Theory]
    [InlineData(ServerFamily.Classic, "8.0.36", "8.0.36")]
    [InlineData(ServerFamily.MariaDb, "11.8.3", "MariaDB 11.8.3")]
    public void Another_family_is_refused_in_a_sentence(ServerFamily family, string number, string found)
    {
        var topology = DefaultTopology.OnLoopback(5500);

        Should.Throw<NotSupportedException>(() => ServerOptions.For(topology, topology.Nodes[0], new ServerVersion(family, System.Version.Parse(number))))
            .Message.ShouldBe($"The server is {found}; expected MySQL 8.4 or later; install one, or name it with --mysqld.");
    }

    static IReadOnlyList<ServerOption>[] OfAllNodes(ReplicationTopology topology) =>
        [.. topology.Nodes.Select(node => ServerOptions.For(topology, node, Version))];

    static string? Value(IReadOnlyList<ServerOption> options, string name) => options.SingleOrDefault(option => option.Name == name)?.Value;
}
