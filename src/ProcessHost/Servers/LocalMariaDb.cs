using CliWrap.Buffered;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>MariaDB: its data is made by statements that come with it, without the shell of <c>mariadb-install-db</c>; certificates have to be named.</summary>
sealed class LocalMariaDb : LocalFamily
{
    const string Tls = "https://mariadb.com/docs/server/security/encryption/data-in-transit-encryption/securing-connections-for-client-and-server";

    public override IReadOnlyList<ServerOption> TemplateOptions => [];

    public override string? VersionFile => "mysql_upgrade_info";

    public override IReadOnlyList<ServerOption> NodeOptions(string data) =>
    [
        new("ssl_ca", Path.Combine(data, "ca.pem"), "Links and clients are encrypted; unlike MySQL it does not look for certificates by itself.", Tls),
        new("ssl_cert", Path.Combine(data, "server-cert.pem"), "As ssl_ca.", Tls),
        new("ssl_key", Path.Combine(data, "server-key.pem"), "As ssl_ca.", Tls),
    ];

    public override Task<BufferedCommandResult> InitialiseAsync(ServerInstallation installation, string optionFile, CancellationToken cancellation)
    {
        // Called mysql_… until 10.11, mariadb_… later.
        var brand = File.Exists(Path.Combine(SharedFiles(installation), "mariadb_system_tables.sql")) ? "mariadb" : "mysql";
        return BootstrapAsync(
            installation, optionFile,
            [$"{brand}_system_tables.sql", $"{brand}_performance_tables.sql", $"{brand}_system_tables_data.sql", "maria_add_gis_sp_bootstrap.sql", $"{brand}_sys_schema.sql"],
            "DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';\nDELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';\n", cancellation);
    }
}
