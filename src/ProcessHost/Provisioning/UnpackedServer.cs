using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>A server unpacked from packages into a prefix of its own, run with that prefix's own loader and libraries and nothing of the system's.</summary>
static class UnpackedServer
{
    const string Program = "/usr/sbin/mysqld";
    const string Reason = "The compiled-in path is the one of an installed package.";
    const string Source = "docs/measurements.md";

    /// <summary>The installation that a mysqld belongs to; null when it is no unpacked one.</summary>
    /// <param name="mysqld">Path of mysqld.</param>
    /// <param name="version">Its version.</param>
    public static ServerInstallation? Around(string mysqld, ServerVersion version) =>
        mysqld.EndsWith(Program, StringComparison.Ordinal) && mysqld.Length > Program.Length ? Find(mysqld[..^Program.Length], version) : null;

    /// <summary>The installation below a prefix, or null when the prefix holds none.</summary>
    public static ServerInstallation? Find(string prefix, ServerVersion version)
    {
        var usr = Path.Combine(prefix, "usr");
        var mysqld = Path.Combine(usr, "sbin", "mysqld");
        // usr/lib/x86_64-linux-gnu, usr/lib/aarch64-linux-gnu: the name of the architecture is the package's business.
        var libraries = Directory.Exists(Path.Combine(usr, "lib"))
            ? Directory.EnumerateDirectories(Path.Combine(usr, "lib")).FirstOrDefault(directory => File.Exists(Path.Combine(directory, "libc.so.6")))
            : null;
        var loader = libraries is null ? null : Directory.EnumerateFiles(libraries, "ld-linux*.so.*").FirstOrDefault();
        if (loader is null || !File.Exists(mysqld))
            return null;

        return new ServerInstallation(
            version, mysqld, loader, ["--library-path", libraries!, "--argv0", mysqld, mysqld],
            [
                new("basedir", usr, Reason, Source),
                new("plugin_dir", Path.Combine(usr, "lib", "mysql", "plugin"), Reason, Source),
                new("lc_messages_dir", Path.Combine(usr, "share", "mysql"), Reason, Source),
                new("character_sets_dir", Path.Combine(usr, "share", "mysql", "charsets"), Reason, Source),
            ],
            prefix);
    }
}
