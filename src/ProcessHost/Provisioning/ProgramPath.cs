namespace DualMaster.ProcessHost;

/// <summary>Looks programs up as a shell does.</summary>
static class ProgramPath
{
    /// <summary>The directories of <c>PATH</c>.</summary>
    public static IEnumerable<string> Directories =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a program of that name is there.</summary>
    public static bool Has(string program) => Directories.Any(directory => File.Exists(Path.Combine(directory, program)));
}
