using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Topology;

public sealed class ReplicationTopologyTests
{
    [Fact]
    public void The_default_topology_is_two_mutual_masters_with_a_replica_each()
    {
        var topology = DefaultTopology.OnLoopback(5500);

        topology.Nodes.ShouldBe(
        [
            new("node1", NodeRole.Master, 1, "127.0.0.1", 5501),
            new("node2", NodeRole.Replica, 2, "127.0.0.1", 5502),
            new("node3", NodeRole.Master, 3, "127.0.0.1", 5503),
            new("node4", NodeRole.Replica, 4, "127.0.0.1", 5504),
        ]);
        topology.Links.ShouldBe([new("node1", "node2"), new("node3", "node4"), new("node1", "node3"), new("node3", "node1")]);
        topology.Settings.ShouldBe(new TopologySettings());
        topology.Masters.ShouldBe([topology.Node("node1"), topology.Node("node3")]);
        topology.Writers.ShouldBe(topology.Masters);
        topology.AutoIncrementStep.ShouldBe(2);
    }

    [Fact]
    public void A_node_with_one_source_has_the_default_channel_and_one_with_several_names_them()
    {
        var topology = Topologies.Named(Topologies.Mesh);

        topology.ChannelName(topology.Link("a", "a1")).ShouldBe("");
        topology.ChannelName(topology.Link("b", "a")).ShouldBe("b");
        topology.ChannelName(topology.Link("c", "a")).ShouldBe("c");
    }

    [Fact]
    public void A_link_carries_the_writers_behind_its_source_but_not_those_behind_its_replica()
    {
        var topology = DefaultTopology.OnLoopback(5500);

        topology.WritersCarriedBy(topology.Link("node1", "node2")).ShouldBe(["node1", "node3"], ignoreOrder: true);
        topology.WritersCarriedBy(topology.Link("node1", "node3")).ShouldBe(["node1"]);
        topology.WritersCarriedBy(topology.Link("node3", "node1")).ShouldBe(["node3"]);
    }

    [Theory]
    [InlineData(null, "node1")]
    [InlineData("node1", "node1")]
    [InlineData("node3", "node3")]
    public void With_one_writer_it_is_the_named_one_or_the_first_and_the_way_back_carries_nobody(string? named, string writer)
    {
        var topology = DefaultTopology.OnLoopback(5500, new TopologySettings { WriterMode = WriterMode.One, Writer = named });
        var other = writer == "node1" ? "node3" : "node1";

        topology.Writers.ShouldBe([topology.Node(writer)]);
        topology.WritersCarriedBy(topology.Link(writer, other)).ShouldBe([writer]);
        topology.WritersCarriedBy(topology.Link(other, writer)).ShouldBeEmpty();
    }

    [Fact]
    public void The_named_writer_is_ignored_while_all_masters_write() =>
        DefaultTopology.OnLoopback(5500, new TopologySettings { Writer = "nobody" }).Writers.Count.ShouldBe(2);

    [Fact]
    public void Replicas_that_follow_each_other_take_the_offset_of_a_master_all_the_same()
    {
        var topology = ReplicationTopology.Create(
            [new("m", NodeRole.Master, 1, "m", 1), new("r", NodeRole.Replica, 2, "r", 2), new("s", NodeRole.Replica, 3, "s", 3)],
            [new("s", "r"), new("r", "s"), new("m", "r")]);

        topology.AutoIncrementOffset("r").ShouldBe(1);
        topology.AutoIncrementOffset("s").ShouldBe(1);
    }

    [Fact]
    public void A_replica_of_a_replica_takes_the_offset_of_the_master_at_the_end()
    {
        var topology = ReplicationTopology.Create(
            [new("m", NodeRole.Master, 1, "m", 1), new("n", NodeRole.Master, 2, "n", 2), new("r", NodeRole.Replica, 3, "r", 3), new("s", NodeRole.Replica, 4, "s", 4)],
            [new("m", "n"), new("n", "m"), new("n", "r"), new("r", "s")]);

        topology.AutoIncrementOffset("s").ShouldBe(2);
    }

    [Fact]
    public void All_problems_are_said_at_once()
    {
        var refused = Should.Throw<TopologyException>(() => ReplicationTopology.Create([new("1", NodeRole.Master, 0, "a", 1)], []));

        refused.Problems.Count.ShouldBe(2);
        refused.Message.ShouldBe(string.Join(Environment.NewLine, refused.Problems));
    }
}
