using DualMaster.Replication.Servers;

namespace DualMaster.AppHost;

/// <summary>The image of the nodes.</summary>
public static class MySqlImage
{
    /// <summary>
    /// The tag: MySQL's current LTS series. It stands here and not in Aspire's package, whose default moves with each release: MySQL
    /// upgrades a volume that an older server wrote, and never opens one that a newer server wrote (microsoft/aspire#17065).
    /// </summary>
    public const string Tag = "9.7";

    /// <summary>The server in it, as far as the tag tells: options depend on the series, not on the patch.</summary>
    public static ServerVersion Version { get; } = ServerVersion.TryParse($"{Tag}.0", out var version)
        ? version
        : throw new FormatException($"The image tag is '{Tag}'; expected a series such as 9.7; correct it.");
}
