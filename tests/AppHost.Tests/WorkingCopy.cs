namespace DualMaster.AppHost.Tests;

/// <summary>The working copy in which the tests run.</summary>
static class WorkingCopy
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    static string Find(string directory) => File.Exists(Path.Combine(directory, "DualMaster.sln"))
        ? directory
        : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("This does not run in a working copy."));
}
