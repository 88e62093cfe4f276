namespace DualMaster.Replication.Servers;

/// <summary>Names of settings in <see cref="ServerState.Settings"/> that more than one dialect has.</summary>
public static class ServerSettings
{
    /// <summary>Whether there is a binary log.</summary>
    public const string LogBin = "log_bin";

    /// <summary>Whether received transactions are logged, and so passed on.</summary>
    public const string LogReplicaUpdates = "log_replica_updates";

    /// <summary>Whether rows or statements are logged.</summary>
    public const string BinlogFormat = "binlog_format";

    /// <summary>Whether transactions have names.</summary>
    public const string GtidMode = "gtid_mode";

    /// <summary>Whether statements that cannot be named are refused.</summary>
    public const string EnforceGtidConsistency = "enforce_gtid_consistency";

    /// <summary>Step of generated keys.</summary>
    public const string AutoIncrementIncrement = "auto_increment_increment";

    /// <summary>First generated key.</summary>
    public const string AutoIncrementOffset = "auto_increment_offset";
}
