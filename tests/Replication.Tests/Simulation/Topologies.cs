using DualMaster.Replication.Topology;
using Xunit;

namespace DualMaster.Replication.Tests.Simulation;

/// <summary>The topologies that the planner is tried with.</summary>
static class Topologies
{
    public const string Default = "two masters with a replica each";
    public const string Mesh = "three masters, full mesh, two replicas each";
    public const string OneWriter = "two masters, one writer";
    public const string Delayed = "delayed links";
    public const string ByPosition = "links by file and position";

    public static TheoryData<string> All => [Default, Mesh, OneWriter, Delayed];

    public static ReplicationTopology Named(string name) => name switch
    {
        Default => DefaultTopology.OnLoopback(5500),
        OneWriter => DefaultTopology.OnLoopback(5500, new TopologySettings { WriterMode = WriterMode.One }),
        ByPosition => DefaultTopology.OnLoopback(5500, new TopologySettings { Positioning = Positioning.FilePosition }),
        Delayed => MakeDelayed(),
        Mesh => MakeMesh(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    public static TopologyLink Link(this ReplicationTopology topology, string source, string replica) =>
        topology.Links.Single(link => link.Source == source && link.Replica == replica);

    static ReplicationTopology MakeDelayed()
    {
        var plain = DefaultTopology.OnLoopback(5500);
        return ReplicationTopology.Create(
            plain.Nodes,
            plain.Links.Select((link, index) => link with { Delay = TimeSpan.FromSeconds(index < 2 ? 30 : 2) }));
    }

    static ReplicationTopology MakeMesh()
    {
        string[] masters = ["a", "b", "c"];
        var nodes = new List<TopologyNode>();
        var links = new List<TopologyLink>();
        foreach (var master in masters)
        {
            Add(master, NodeRole.Master);
            links.AddRange(masters.Where(other => other != master).Select(other => new TopologyLink(other, master)));
            foreach (var replica in new[] { $"{master}1", $"{master}2" })
            {
                Add(replica, NodeRole.Replica);
                links.Add(new TopologyLink(master, replica));
            }
        }

        return ReplicationTopology.Create(nodes, links);

        void Add(string name, NodeRole role) => nodes.Add(new TopologyNode(name, role, (uint)nodes.Count + 1, $"{name}.local", 3306));
    }
}
