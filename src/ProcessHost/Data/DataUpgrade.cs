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
                      where entry.Value is { } version && version != server
                      group entry.Key by entry.Value!).ToArray();
        foreach (var group in groups)
        {
            var nodes = string.Join(", ", group);
            if (group.Key.Family != server.Family)
                throw new HostException($"The data of {nodes} was last opened by {group.Key.Product}, and this server is {server.Product}; expected one of the same family, because no other opens that data; {(ServerProduct.Of(group.Key) is { } product ? $"pass --server {product.Name}" : "name one with --server")}, or another --data.");
            if (group.Key.Number > server.Number)
                throw new HostException($"The data of {nodes} was last opened by {group.Key.Product}, and this server is {server}; expected {group.Key} or newer, because a server never goes back to an older version; name a newer server with --server, or pass another --data.");
            if (server.Family != ServerFamily.Current && Series(group.Key) != Series(server))
                throw new HostException($"The data of {nodes} was last opened by {group.Key.Product}, and this server is {server}; expected {Series(group.Key)}, because data of that family is upgraded by a program of its own; upgrade it by hand (mysql_upgrade, mariadb-upgrade), or pass another --data.");
        }

        return [.. groups.Select(group => $"Upgrading the data of {string.Join(", ", group)} from {group.Key.Product} to {server}; there is no way back, because upgraded data is never opened by an older server, and no backup is made.")];
    }

    static Version Series(ServerVersion version) => new(version.Number.Major, version.Number.Minor);
}
