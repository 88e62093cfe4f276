namespace DualMaster.Replication.Topology;

/// <summary>What a node is for in the topology.</summary>
public enum NodeRole
{
    /// <summary>Accepts writes (when it is a writer) and replicates with every other master in both directions.</summary>
    Master,

    /// <summary>Only follows a source and is read-only.</summary>
    Replica,
}
