namespace DualMaster.Replication.Servers;

/// <summary>Which server a node was: the memory by which an emptied or exchanged server is recognised.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="ServerUuid">Its <c>server_uuid</c> at the time, in lower case.</param>
/// <param name="ServerId">Its <c>server_id</c> at the time.</param>
public sealed record IdentityRecord(string Node, string ServerUuid, uint ServerId);
