using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Copying;

/// <summary>The server's own programs that copy a node where the clone plugin cannot: how each is started, word by word.</summary>
/// <param name="Dump"><c>mysqldump</c> or <c>mariadb-dump</c>; empty for the one on PATH.</param>
/// <param name="Load"><c>mysql</c> or <c>mariadb</c>; empty for the one on PATH.</param>
public sealed record CopyPrograms(IReadOnlyList<string> Dump, IReadOnlyList<string> Load)
{
    /// <summary>Those on PATH.</summary>
    public static CopyPrograms OnPath { get; } = new([], []);

    internal IReadOnlyList<string> DumpFor(ServerFamily family) => Dump.Count > 0 ? Dump : [family == ServerFamily.MariaDb ? "mariadb-dump" : "mysqldump"];

    internal IReadOnlyList<string> LoadFor(ServerFamily family) => Load.Count > 0 ? Load : [family == ServerFamily.MariaDb ? "mariadb" : "mysql"];
}
