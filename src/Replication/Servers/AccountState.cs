namespace DualMaster.Replication.Servers;

/// <summary>The replication account on one server.</summary>
public enum AccountState
{
    /// <summary>It was not looked at.</summary>
    Unknown,

    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It exists, without the privilege to replicate or with another password.</summary>
    Unusable,

    /// <summary>A login with the topology's password worked and the privilege is there.</summary>
    Usable,
}
