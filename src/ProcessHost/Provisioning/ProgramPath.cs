namespace DualMaster.ProcessHost;

/// <summary>Looks programs up as a shell does.</summary>
static class ProgramPath
{
    /// <summary>The directories of <c>PATH</c>.</summary>
    public static IEnumerable<string> Directories =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a program of that name is there.</summary>
    public static bool Has(string program) => Find(program) is not null;

    /// <summary>The path of the program of that name; null when there is none.</summary>
    public static string? Find(string program) => Directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
