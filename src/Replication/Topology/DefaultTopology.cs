namespace DualMaster.Replication.Topology;

/// <summary>
/// The topology of the product's name: Node 1 and Node 3 are masters of each other, Node 2 is Node 1's replica, Node 4 is Node 3's.
/// </summary>
public static class DefaultTopology
{
    /// <summary>Makes it.</summary>
    /// <param name="address">From a node's number, 1 to 4, to the host and port by which the other nodes reach it.</param>
    /// <param name="settings">Settings; the defaults when left out.</param>
    public static ReplicationTopology Create(Func<int, (string Host, int Port)> address, TopologySettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ReplicationTopology.Create(
            [Node(1, NodeRole.Master), Node(2, NodeRole.Replica), Node(3, NodeRole.Master), Node(4, NodeRole.Replica)],
            [new("node1", "node2"), new("node3", "node4"), new("node1", "node3"), new("node3", "node1")],
            settings);

        TopologyNode Node(int number, NodeRole role)
        {
            var (host, port) = address(number);
            return new TopologyNode($"node{number}", role, (uint)number, host, port);
        }
    }

    /// <summary>Makes it for four servers on this machine.</summary>
    /// <param name="portBase">Node N listens on 127.0.0.1, port <paramref name="portBase"/> + N.</param>
    /// <param name="settings">Settings; the defaults when left out.</param>
    public static ReplicationTopology OnLoopback(int portBase, TopologySettings? settings = null) =>
        Create(number => ("127.0.0.1", portBase + number), settings);
}
