using CliWrap;
using DualMaster.Replication.Copying;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>A mysqld of this machine and how it is started.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Path">Path of mysqld itself.</param>
/// <param name="Launcher">The program that is executed: mysqld, or the loader that runs it.</param>
/// <param name="LauncherArguments">What stands before mysqld's own arguments.</param>
/// <param name="Options">Options that mysqld needs because it does not lie where it was compiled for.</param>
/// <param name="Origin">Where it was found, for people.</param>
public sealed record ServerInstallation(
    ServerVersion Version, string Path, string Launcher, IReadOnlyList<string> LauncherArguments, IReadOnlyList<ServerOption> Options, string Origin)
{
    /// <summary>A server that is installed where its own build expects it.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="path">Path of mysqld.</param>
    /// <param name="origin">Where it was found, for people.</param>
    public static ServerInstallation Installed(ServerVersion version, string path, string origin) => new(version, path, path, [], [], origin);

    /// <summary>The command that starts mysqld.</summary>
    /// <param name="arguments">mysqld's own arguments; <c>--defaults-file</c> must be the first.</param>
    /// <returns>A command that reports the exit code instead of throwing.</returns>
    public Command Command(IEnumerable<string> arguments) =>
        Cli.Wrap(Launcher).WithArguments([.. LauncherArguments, .. arguments]).WithValidation(CommandResultValidation.None);

    /// <summary>How its client is started; null when it has none.</summary>
    internal IReadOnlyList<string>? Client => Version.Family == ServerFamily.MariaDb ? Beside("mariadb") ?? Beside("mysql") : Beside("mysql");

    /// <summary>Its programs for copies; those on PATH stand in for one that it has not.</summary>
    public CopyPrograms CopyPrograms => new(Beside(Version.Family == ServerFamily.MariaDb ? "mariadb-dump" : "mysqldump") ?? [], Client ?? []);

    /// <summary>How another program of the same installation is started, for example its client; null when it has none.</summary>
    /// <param name="name">The program's name.</param>
    internal IReadOnlyList<string>? Beside(string name)
    {
        var directory = System.IO.Path.GetDirectoryName(Path)!;
        var program = new[] { directory, System.IO.Path.Combine(directory, "..", "bin") }
            .Select(place => System.IO.Path.GetFullPath(System.IO.Path.Combine(place, name))).FirstOrDefault(File.Exists);
        if (program is null)
            return null;
        return LauncherArguments.Count == 0 ? [program] : [Launcher, .. LauncherArguments.Select(argument => argument == Path ? program : argument)];
    }
}
