namespace DualMaster.Replication.Servers;

/// <summary>What can be done about the error of a replication thread.</summary>
public enum ReplicationErrorKind
{
    /// <summary>Trying again may get past it.</summary>
    Transient,

    /// <summary>The source refused the login: account, password or encryption.</summary>
    Login,

    /// <summary>It stays until somebody decides: rows differ, or logs are gone.</summary>
    Final,
}
