namespace DualMaster.Replication.Topology;

/// <summary>How a replica tells its source from where on it wants to be sent what happened.</summary>
public enum Positioning
{
    /// <summary>By the names of the transactions that it has; the server finds out by itself what is missing.</summary>
    Gtid,

    /// <summary>
    /// By a file of the source's binary log and a position in it, as servers without GTIDs do; what that cannot give stands in the
    /// notes of <c>GET /status</c>.
    /// </summary>
    FilePosition,
}
