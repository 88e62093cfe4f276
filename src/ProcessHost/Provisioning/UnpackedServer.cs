using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>A server unpacked from packages into a prefix of its own.</summary>
static class UnpackedServer
{
    const string Reason = "The compiled-in path is the one of an installed package.";
    const string Source = "docs/measurements.md";

    // MariaDB's before MySQL's: it has the other's name too, as a link.
    static readonly string[] Programs = ["mariadbd", "mysqld"];

    /// <summary>The installation that a server's program belongs to; null when it is no unpacked one.</summary>
    /// <param name="program">Path of the program.</param>
    /// <param name="version">Its version.</param>
    public static ServerInstallation? Around(string program, ServerVersion version)
    {
        var directory = Path.GetDirectoryName(program)!;
        var prefix = directory.EndsWith("/usr/sbin", StringComparison.Ordinal) ? directory[..^"/usr/sbin".Length] : directory;
        return prefix.Length > 0 && Programs.Contains(Path.GetFileName(program)) ? Find(prefix, version) : null;
    }

    /// <summary>The installation below a prefix, or null when the prefix holds none.</summary>
    public static ServerInstallation? Find(string prefix, ServerVersion version) => FromDebian(prefix, version) ?? FromNpm(prefix, version);

    /// <summary>Run with the prefix's own loader and libraries and nothing of the system's.</summary>
    static ServerInstallation? FromDebian(string prefix, ServerVersion version)
    {
        var usr = Path.Combine(prefix, "usr");
        var program = Programs.Select(name => Path.Combine(usr, "sbin", name)).FirstOrDefault(File.Exists);
        // usr/lib/x86_64-linux-gnu, usr/lib/aarch64-linux-gnu: the name of the architecture is the package's business. Older releases
        // keep the C library in lib.
        var libraries = new[] { Path.Combine(usr, "lib"), Path.Combine(prefix, "lib") }.Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories).Where(directory => directory.EndsWith("-linux-gnu", StringComparison.Ordinal)).ToArray();
        var loader = libraries.Where(directory => File.Exists(Path.Combine(directory, "libc.so.6")))
            .SelectMany(directory => Directory.EnumerateFiles(directory, "ld-linux*.so.*")).FirstOrDefault();
        if (loader is null || program is null)
            return null;

        return new ServerInstallation(
            version, program, loader, ["--library-path", string.Join(':', libraries), "--argv0", program, program],
            [
                new("basedir", usr, Reason, Source),
                new("plugin_dir", Path.Combine(usr, "lib", "mysql", "plugin"), Reason, Source),
                .. Texts(Path.Combine(usr, "share", "mysql")),
            ],
            prefix);
    }

    /// <summary>Run with the one library that lies beside it; the others are the system's.</summary>
    static ServerInstallation? FromNpm(string prefix, ServerVersion version)
    {
        var program = Path.Combine(prefix, "mysqld");
        return File.Exists(program) && File.Exists(Path.Combine(prefix, "libaio.so.1"))
            ? new ServerInstallation(
                version, program, "/usr/bin/env", [$"LD_LIBRARY_PATH={prefix}", program],
                [new("basedir", prefix, Reason, Source), .. Texts(Path.Combine(prefix, "share"))], prefix)
            : null;
    }

    static IEnumerable<ServerOption> Texts(string share) =>
        [new("lc_messages_dir", share, Reason, Source), new("character_sets_dir", Path.Combine(share, "charsets"), Reason, Source)];
}
