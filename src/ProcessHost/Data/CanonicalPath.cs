namespace DualMaster.ProcessHost;

/// <summary>The one name of a place that may be reached through links: by another name it would be taken for other data.</summary>
static class CanonicalPath
{
    /// <summary>The absolute path without links; what does not exist yet stays as it is.</summary>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var resolved = Path.GetPathRoot(full)!;
        foreach (var name in full[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(resolved, name));
            resolved = next.LinkTarget is null ? next.FullName : Of(next.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }

        return resolved;
    }
}
