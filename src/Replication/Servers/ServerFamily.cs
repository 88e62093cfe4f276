namespace DualMaster.Replication.Servers;

/// <summary>Servers that share statements, status columns and kinds of GTID.</summary>
public enum ServerFamily
{
    /// <summary>MySQL before 8.4: takes the old statements (<c>CHANGE MASTER TO</c>).</summary>
    Classic,

    /// <summary>MySQL 8.4 and later: the old statements were removed.</summary>
    Current,

    /// <summary>MariaDB.</summary>
    MariaDb,
}
