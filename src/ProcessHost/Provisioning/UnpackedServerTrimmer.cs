namespace DualMaster.ProcessHost;

/// <summary>Deletes from an unpacked server what no server and no client reads; a third of its size.</summary>
static class UnpackedServerTrimmer
{
    public static void Trim(string prefix)
    {
        foreach (var directory in Directory.GetDirectories(prefix).Where(directory => Path.GetFileName(directory) is not ("usr" or "lib")))
            Delete(directory);

        var usr = Path.Combine(prefix, "usr");
        foreach (var directory in Directory.GetDirectories(usr).Where(directory => Path.GetFileName(directory) is not ("sbin" or "bin" or "lib" or "lib64" or "share")))
            Delete(directory);
        foreach (var documentation in Directory.GetDirectories(Path.Combine(usr, "share")).Where(directory => Path.GetFileName(directory) != "mysql"))
            Delete(documentation);
        foreach (var program in Directory.GetFiles(Path.Combine(usr, "bin")).Where(program => Path.GetFileName(program) is not ("mysql" or "mysqldump" or "mysqladmin" or "mysqlbinlog" or "mysqlslap" or "mariadb" or "mariadb-dump")))
            File.Delete(program);
        foreach (var libraries in new[] { Path.Combine(prefix, "lib"), Path.Combine(usr, "lib") }.Where(Directory.Exists))
            foreach (var unused in Directory.GetDirectories(libraries, "gconv", SearchOption.AllDirectories))
                Delete(unused);
    }

    // A link to a directory goes, not what it leads to.
    static void Delete(string directory)
    {
        if (new DirectoryInfo(directory).LinkTarget is null)
            Directory.Delete(directory, recursive: true);
        else
            File.Delete(directory);
    }
}
