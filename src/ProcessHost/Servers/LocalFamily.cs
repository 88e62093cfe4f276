using CliWrap;
using CliWrap.Buffered;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>How a family of servers is initialised and started on this machine; what it does once it runs is its dialect's.</summary>
abstract class LocalFamily
{
    protected const string Manual = "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html";

    /// <summary>The one that a version is of.</summary>
    public static LocalFamily Of(ServerVersion version) =>
        version.Family == ServerFamily.MariaDb ? new LocalMariaDb()
        : version.Number < new Version(5, 7, 6) ? new LocalOldMySql()
        : new LocalMySql(version);

    /// <summary>Options for the one start that makes a data directory.</summary>
    public abstract IReadOnlyList<ServerOption> TemplateOptions { get; }

    /// <summary>Whether a node gets a certificate.</summary>
    public virtual bool HasCertificates => true;

    /// <summary>Name of the file that says which version opened the data last; null when the server writes that down itself.</summary>
    public abstract string? VersionFile { get; }

    /// <summary>Options of a node beside those of every family.</summary>
    /// <param name="data">The node's data directory.</param>
    public abstract IReadOnlyList<ServerOption> NodeOptions(string data);

    /// <summary>Makes a data directory in which root may log in from this machine, without a password, and nobody else.</summary>
    /// <param name="installation">The server.</param>
    /// <param name="optionFile">Names the directory.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether it could, and what it said.</returns>
    public abstract Task<BufferedCommandResult> InitialiseAsync(ServerInstallation installation, string optionFile, CancellationToken cancellation);

    /// <summary>The statement that gives root a password.</summary>
    /// <param name="quoted">The password as a literal.</param>
    public virtual string PasswordStatement(string quoted) => $"ALTER USER 'root'@'localhost' IDENTIFIED BY {quoted};";

    /// <summary>Feeds statements to a server that does nothing else than execute them (<c>--bootstrap</c>).</summary>
    protected static async Task<BufferedCommandResult> BootstrapAsync(
        ServerInstallation installation, string optionFile, IEnumerable<string> scripts, string last, CancellationToken cancellation)
    {
        var share = SharedFiles(installation);
        var text = string.Concat(
        [
            "CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\n",
            .. scripts.Select(name => File.ReadAllText(Path.Combine(share, name)) + "\n"),
            last,
        ]);
        return await installation.Command([$"--defaults-file={optionFile}", "--bootstrap"]).WithStandardInputPipe(PipeSource.FromString(text)).ExecuteBufferedAsync(cancellation);
    }

    /// <summary>Where the statements lie that make the system's tables.</summary>
    protected static string SharedFiles(ServerInstallation installation)
    {
        var directory = Path.GetDirectoryName(installation.Path)!;
        return new[]
            {
                installation.Options.FirstOrDefault(option => option.Name == "lc_messages_dir")?.Value ?? "",
                Path.Combine(directory, "..", "share", "mysql"), Path.Combine(directory, "..", "share", "mariadb"), Path.Combine(directory, "..", "share"), Path.Combine(directory, "share"),
            }.FirstOrDefault(place => place.Length > 0 && Directory.Exists(place) && Directory.EnumerateFiles(place, "*_system_tables.sql").Any())
            ?? throw new HostException($"There are no statements beside {installation.Path} that make a data directory; expected mysql_system_tables.sql or mariadb_system_tables.sql in its share directory; install the server as a whole, or name another with --server.");
    }
}
