using CliWrap.Buffered;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>MySQL 5.6: its data is made by statements that come with it, without the Perl of <c>mysql_install_db</c>.</summary>
sealed class LocalOldMySql : LocalFamily
{
    public override IReadOnlyList<ServerOption> TemplateOptions { get; } = [new("performance_schema", "OFF", "", "")];

    // The one that there is has no TLS.
    public override bool HasCertificates => false;

    public override string? VersionFile => "mysql_upgrade_info";

    public override IReadOnlyList<ServerOption> NodeOptions(string data) => [];

    public override Task<BufferedCommandResult> InitialiseAsync(ServerInstallation installation, string optionFile, CancellationToken cancellation) =>
        BootstrapAsync(
            installation, optionFile, ["mysql_system_tables.sql", "mysql_system_tables_data.sql"],
            "DELETE FROM mysql.user WHERE User <> 'root' OR Host <> 'localhost';\nDELETE FROM mysql.db;\nDELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';\n", cancellation);

    public override string PasswordStatement(string quoted) => $"SET PASSWORD FOR 'root'@'localhost' = PASSWORD({quoted});";
}
