using CliWrap.Buffered;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>MySQL 5.7 and later, which initialises its data itself and finds its certificates by their names.</summary>
/// <param name="version">Its version.</param>
sealed class LocalMySql(ServerVersion version) : LocalFamily
{
    static readonly ServerOption NoFiles = new("secure_file_priv", "NULL", "The compiled-in directory need not exist, and then the server aborts (MY-010095).", Manual);

    public override IReadOnlyList<ServerOption> TemplateOptions { get; } = version.Number < new Version(8, 0)
        ? [new("secure_file_priv", "NULL", "", "")]
        : [new("disable_log_bin", "ON", "", ""), new("mysqlx", "OFF", "", ""), new("secure_file_priv", "NULL", "", "")];

    // Since 8.4 the server appends to mysql_upgrade_history at each start.
    public override string? VersionFile => version.Family == ServerFamily.Current ? null : "mysql_upgrade_info";

    public override IReadOnlyList<ServerOption> NodeOptions(string data) => [NoFiles];

    public override async Task<BufferedCommandResult> InitialiseAsync(ServerInstallation installation, string optionFile, CancellationToken cancellation) =>
        await installation.Command([$"--defaults-file={optionFile}", "--initialize-insecure"]).ExecuteBufferedAsync(cancellation);
}
