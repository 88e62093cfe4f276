using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>A server that can be asked for by name.</summary>
/// <param name="Name">The name for <c>--server</c>.</param>
/// <param name="Title">What it is, for sentences.</param>
/// <param name="CachePrefix">Begins the name of its directory in the cache; its number follows.</param>
/// <param name="Programs">Names under which it lies in directories of programs; none when it is not looked for there.</param>
/// <param name="Fits">Whether a version is one of it.</param>
sealed record ServerProduct(string Name, string Title, string CachePrefix, IReadOnlyList<string> Programs, Func<ServerVersion, bool> Fits)
{
    public static ServerProduct MySql { get; } = new("mysql", "MySQL 8.4 or later", "mysql-", ["mysqld"], version => version.Family == ServerFamily.Current);

    /// <summary>The oldest that is spoken to; it is only run to see that it can be, so none that is installed is taken.</summary>
    public static ServerProduct MySql56 { get; } = new("mysql-5.6", "MySQL 5.6", "mysql-", [],
        version => version.Family == ServerFamily.Classic && (version.Number.Major, version.Number.Minor) == (5, 6));

    public static ServerProduct MariaDb { get; } = new("mariadb", "MariaDB 10.6 or later", "mariadb-", ["mariadbd", "mysqld"],
        version => version.Family == ServerFamily.MariaDb && ServerDialects.For(version) is not null);

    public static IReadOnlyList<ServerProduct> All { get; } = [MySql, MySql56, MariaDb];

    /// <summary>The product of that name; null when there is none.</summary>
    public static ServerProduct? Named(string name) => All.FirstOrDefault(product => product.Name == name);

    /// <summary>The product that a version is one of; null when it is none of them.</summary>
    public static ServerProduct? Of(ServerVersion version) => All.FirstOrDefault(product => product.Fits(version));
}
