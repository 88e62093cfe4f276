namespace DualMaster.Replication.Topology;

/// <summary>Which masters accept writes.</summary>
public enum WriterMode
{
    /// <summary>Every master does; auto-increment values are disjoint.</summary>
    All,

    /// <summary>One named master does; every other one starts read-only, so that a returning old writer takes nothing.</summary>
    One,
}
