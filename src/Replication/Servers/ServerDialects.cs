namespace DualMaster.Replication.Servers;

/// <summary>The dialects there are.</summary>
public static class ServerDialects
{
    /// <summary>What is spoken to, for sentences.</summary>
    public const string Supported = "MySQL 5.6 or later, or MariaDB 10.6 or later";

    static readonly CurrentMySqlDialect Current = new();
    static readonly MariaDbDialect MariaDb = new();

    /// <summary>The dialect for a server; null when none is known for its version.</summary>
    /// <param name="version">The server's version.</param>
    public static IServerDialect? For(ServerVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.Family switch
        {
            ServerFamily.Current => Current,
            ServerFamily.Classic when ClassicMySqlDialect.Speaks(version.Number) => new ClassicMySqlDialect(version),
            ServerFamily.MariaDb when version.Number >= new Version(10, 6) => MariaDb,
            _ => null,
        };
    }
}
