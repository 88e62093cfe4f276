namespace DualMaster.Replication.Servers;

/// <summary>The dialects there are.</summary>
public static class ServerDialects
{
    static readonly IServerDialect[] All = [new CurrentMySqlDialect()];

    /// <summary>The dialect for a server; null when none is known for its family.</summary>
    /// <param name="version">The server's version.</param>
    public static IServerDialect? For(ServerVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return Array.Find(All, dialect => dialect.Family == version.Family);
    }
}
