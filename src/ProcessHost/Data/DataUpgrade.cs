using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>What a server would do to data that another version opened last.</summary>
static class DataUpgrade
{
    /// <summary>One line for each version that will be upgraded from; none when there is nothing to upgrade.</summary>
    /// <param name="found">From nodes with data to the version that opened it last; null when nothing tells.</param>
    /// <param name="server">The version that is about to open it.</param>
    /// <exception cref="HostException">It is of a newer version, or of another family.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyDictionary<string, ServerVersion?> found, ServerVersion server)
    {
        var groups = (from entry in found
                      where entry.Value is { } version && (version.Number != server.Number || version.Family == ServerFamily.MariaDb)
                      group entry.Key by entry.Value!).ToArray();
        foreach (var group in groups)
        {
            var nodes = string.Join(", ", group);
            if (group.Key.Family == ServerFamily.MariaDb)
                throw new HostException($"The data of {nodes} was last opened by {group.Key}; expected data of MySQL, because neither server opens the other's; pass another --data.");
            if (group.Key.Number > server.Number)
                throw new HostException($"The data of {nodes} was last opened by MySQL {group.Key}, and this server is {server}; expected {group.Key} or newer, because MySQL never goes back to an older version; name a newer server with --mysqld, or pass another --data.");
        }

        return [.. groups.Select(group => $"Upgrading the data of {string.Join(", ", group)} from MySQL {group.Key} to {server}; there is no way back, because MySQL never opens upgraded data with an older server, and no backup is made.")];
    }
}
