namespace DualMaster.Replication.Topology;

/// <summary>One MySQL server of the topology, as it is wanted.</summary>
/// <param name="Name">Unique name, also the key of its connection string (<c>ConnectionStrings:{Name}</c>).</param>
/// <param name="Role">Master or replica.</param>
/// <param name="ServerId"><c>server_id</c>, unique in the topology, never 0.</param>
/// <param name="ReplicationHost">
/// Host by which <em>other nodes</em> reach it. MySQL stores it on the replica's volume, so it must be stable over restarts.
/// </param>
/// <param name="ReplicationPort">Port by which other nodes reach it.</param>
public sealed record TopologyNode(string Name, NodeRole Role, uint ServerId, string ReplicationHost, int ReplicationPort);
