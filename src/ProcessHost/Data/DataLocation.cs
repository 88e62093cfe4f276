using System.Security.Cryptography;
using System.Text;

namespace DualMaster.ProcessHost;

/// <summary>Where the data really goes.</summary>
/// <param name="Path">The directory.</param>
/// <param name="LinkFrom">Where it was asked for, when the servers' account cannot get there.</param>
sealed record DataLocation(string Path, string? LinkFrom)
{
    const string SystemData = "/var/lib/dualmaster";

    /// <summary>The wished directory, or one below /var/lib when root keeps the working copy where no other account may enter.</summary>
    public static async Task<DataLocation> ResolveAsync(string wished, CancellationToken cancellation)
    {
        if (wished.Length == 0)
            throw new HostException("--data names no directory; expected a path; correct it, or leave the option out.");
        var path = CanonicalPath.Of(wished);
        var account = await ServerAccount.DetectAsync(cancellation);
        if (account.Barrier(path + "/") is null)
            return new DataLocation(path, null);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
        return new DataLocation(System.IO.Path.Combine(SystemData, name), path);
    }

    /// <summary>Leaves a link where the directory was asked for, so that the paths of the manual hold there too.</summary>
    public void Link()
    {
        if (LinkFrom is null || Directory.Exists(LinkFrom) || File.Exists(LinkFrom))
            return;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(LinkFrom)!);
        Directory.CreateSymbolicLink(LinkFrom, Path);
    }
}
