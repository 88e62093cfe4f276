namespace DualMaster.Replication.Servers;

/// <summary>The dialects there are.</summary>
public static class ServerDialects
{
    /// <summary>What is spoken to, for sentences.</summary>
    public const string Supported = "MySQL 5.6 or later, or MariaDB 10.6 or later";

    // A family more is a file more and a name more here (docs/architecture.md).
    static readonly Func<ServerVersion, IServerDialect?>[] All = [ClassicMySqlDialect.For, CurrentMySqlDialect.For, MariaDbDialect.For];

    /// <summary>The dialect for a server; null when none is known for its version.</summary>
    /// <param name="version">The server's version.</param>
    public static IServerDialect? For(ServerVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return All.Select(dialect => dialect(version)).FirstOrDefault(dialect => dialect is not null);
    }
}
