using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using DualMaster.Replication.Servers;

namespace DualMaster.AppHost;

/// <summary>The image of a server.</summary>
static partial class MySqlImage
{
    /// <summary>The server in it, as far as the tag tells: options depend on the series, not on the patch.</summary>
    /// <param name="server">The server.</param>
    /// <exception cref="DistributedApplicationException">The tag tells no series.</exception>
    public static ServerVersion Version(MySqlServerResource server)
    {
        var tag = server.Annotations.OfType<ContainerImageAnnotation>().LastOrDefault()?.Tag;
        return Series().Match(tag ?? "") is { Success: true } match
            && ServerVersion.TryParse($"{match.Groups[1].Value}.{(match.Groups[2].Success ? match.Groups[2].Value : "0")}.0", out var version)
            ? version
            : throw new DistributedApplicationException($"{server.Name} has the image tag '{tag}'; expected one that begins with a series, such as 9.7 or 8.4.10; give one with --image-tag=.");
    }

    // 9.7, 9, 8.4.10, 9.7-oraclelinux9
    [GeneratedRegex(@"^(\d+)(?:\.(\d+))?(?:[.-]|$)")]
    private static partial Regex Series();
}
