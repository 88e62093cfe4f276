using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Topology;

/// <summary>Each problem is one sentence: what was found, what was expected, what to do.</summary>
public sealed class TopologyValidatorTests
{
    static readonly TopologyNode First = new("node1", NodeRole.Master, 1, "one", 3306);
    static readonly TopologyNode Second = new("node2", NodeRole.Replica, 2, "two", 3306);
    static readonly TopologyNode Third = new("node3", NodeRole.Master, 3, "three", 3306);
    static readonly TopologyLink[] Links = [new("node1", "node2"), new("node1", "node3"), new("node3", "node1")];

    [Fact]
    public void A_right_topology_has_no_problem() => Problems([First, Second, Third], Links).ShouldBeEmpty();

    [Fact]
    public void One_master_alone_is_a_topology() => Problems([First], []).ShouldBeEmpty();

    [Fact]
    public void No_nodes_at_all() =>
        Problems([], []).ShouldBe(["The topology has no nodes; expected at least a master and a replica; name them under Topology:Nodes."]);

    [Theory]
    [InlineData("")]
    [InlineData("1node")]
    [InlineData("-node")]
    [InlineData("node one")]
    [InlineData("node.one")]
    [InlineData("nöde")]
    [InlineData("node:1")]
    [InlineData("node1\n")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890x")]
    public void A_name_that_cannot_be_a_key_a_channel_and_a_folder(string name) =>
        Problems([First with { Name = name }], []).ShouldBe(
            [$"The node name '{name}' is not usable; expected a letter followed by at most 59 letters, digits, '-' or '_'; rename the node."]);

    [Fact]
    public void A_name_that_an_environment_variable_would_split() =>
        Problems([First with { Name = "node__1" }], []).Count.ShouldBe(1);

    [Fact]
    public void Server_id_0() =>
        Problems([First with { ServerId = 0 }], []).ShouldBe(
            ["node1 has server_id 0; expected 1 to 4294967295, because a server with 0 refuses to replicate; give it a number of its own."]);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void No_host_for_the_other_nodes(string host) =>
        Problems([First with { ReplicationHost = host }], []).ShouldBe(
            ["node1 has no host for the other nodes; expected a name or address that they can reach; set ReplicationHost."]);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void A_port_that_is_none(int port) =>
        Problems([First with { ReplicationPort = port }], []).ShouldBe([$"node1 has replication port {port}; expected 1 to 65535; set ReplicationPort."]);

    [Fact]
    public void Two_nodes_of_one_name_in_any_letters() =>
        Problems([First, Second, Third, Third with { Name = "NODE3", ServerId = 4, ReplicationHost = "four" }], [.. Links, new("node3", "NODE3"), new("NODE3", "node3")]).ShouldBe(
            ["2 nodes are called 'node3'; expected every name once; rename all but one."]);

    [Fact]
    public void Two_nodes_with_one_server_id() =>
        Problems([First, Second with { ServerId = 3 }, Third], Links).ShouldBe(
            ["node2 and node3 have the same server_id 3; expected a different one on each, because a server skips events that carry its own; change one."]);

    [Fact]
    public void Two_nodes_at_one_address() =>
        Problems([First, Second with { ReplicationHost = "ONE" }, Third], Links).ShouldBe(
            ["node1 and node2 have the same address one:3306; expected one server each; correct ReplicationHost or ReplicationPort."]);

    [Fact]
    public void A_role_that_is_none() =>
        Problems([First, Second with { Role = (NodeRole)7 }, Third], Links).ShouldHaveSingleItem().ShouldContain("node2");

    [Fact]
    public void A_link_from_an_unknown_node() =>
        Problems([First, Second, Third], [.. Links, new("node9", "node2")]).ShouldBe(
            ["The link node9 → node2 names 'node9', which is no node; expected one of node1, node2, node3; correct the link."]);

    [Fact]
    public void A_link_to_itself() =>
        Problems([First, Second, Third], [.. Links, new("node1", "node1")]).ShouldBe(
            ["The link node1 → node1 goes from a node to itself; expected two nodes; remove it."]);

    [Fact]
    public void A_link_that_is_given_twice() =>
        Problems([First, Second, Third], [.. Links, new("node1", "node2", TimeSpan.FromSeconds(1))]).ShouldBe(
            ["The link node1 → node2 is given 2 times; expected once; remove the others."]);

    [Theory]
    [InlineData(-1.0)]
    [InlineData(1.5)]
    public void A_delay_that_is_negative_or_no_whole_second(double seconds) =>
        Problems([First, Second], [new("node1", "node2", TimeSpan.FromSeconds(seconds))]).ShouldBe(
            [$"The link node1 → node2 has a delay of {seconds} s; expected whole seconds from 0; correct Delay."]);

    [Fact]
    public void A_delay_that_is_longer_than_a_server_takes() =>
        Problems([First, Second], [new("node1", "node2", TimeSpan.FromSeconds(1L << 31))]).ShouldHaveSingleItem().ShouldContain("delay");

    [Fact]
    public void A_replica_that_follows_nobody() =>
        Problems([First, Second, Third], Links[1..]).ShouldBe(
        [
            "The replica node2 follows nobody; expected a link into it; add one under Topology:Links.",
            "What is written on node1 does not reach node2; expected a path of links from every master to every node; add a link.",
            "What is written on node3 does not reach node2; expected a path of links from every master to every node; add a link.",
        ]);

    [Fact]
    public void A_master_that_the_other_does_not_reach() =>
        Problems([First, Second, Third], Links[..2]).ShouldBe(
        [
            "What is written on node3 does not reach node1; expected a path of links from every master to every node; add a link.",
            "What is written on node3 does not reach node2; expected a path of links from every master to every node; add a link.",
        ]);

    [Fact]
    public void A_master_that_follows_a_replica() =>
        Problems([First, Second, Third], [.. Links, new("node2", "node3")]).ShouldBe(
            ["The link node2 → node3 goes from a replica to a master; expected masters to follow masters; turn it round or make node2 a master."]);

    [Fact]
    public void Nobody_who_writes() =>
        Problems([Second, Second with { Name = "node4", ServerId = 4, ReplicationHost = "four" }], [new("node2", "node4"), new("node4", "node2")]).ShouldBe(
            ["No node is a master, so there is no writer; expected at least one; set Role=Master on a node."]);

    static IReadOnlyList<string> Problems(TopologyNode[] nodes, TopologyLink[] links) => TopologyValidator.Validate(nodes, links, new TopologySettings());
}
