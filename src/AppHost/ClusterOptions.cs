using DualMaster.Replication.Topology;
using Microsoft.Extensions.Configuration;

namespace DualMaster.AppHost;

/// <summary>
/// What can be asked of the application, as <c>--name=value</c> or in its configuration. Names have a dash, because an environment
/// variable called <c>CLUSTER</c> is configuration too.
/// </summary>
/// <param name="Name">What container names and network names begin with: <c>{Name}.Node1</c>. Two applications on one machine may not share it.</param>
/// <param name="PortBase">Port of the initializer on this machine; Node N has this port + N.</param>
/// <param name="VolumePrefix">What the names of the volumes begin with: <c>{VolumePrefix}-node1-data</c>; empty for no volumes.</param>
/// <param name="ImageTag">The tag of the image <c>mysql</c>.</param>
/// <param name="OptionFiles">The directory with a directory of <c>.cnf</c> files for each node, relative to the AppHost's project.</param>
/// <param name="Compose">Whether a deployment is a Docker Compose file. Not by default: its presence changes the manifest for everybody else.</param>
/// <param name="ExistingServers">Whether a deployment uses servers that exist, by connection strings.</param>
/// <param name="Settings">Settings of the topology, from the section <c>Topology</c> as the initializer has it.</param>
public sealed record ClusterOptions(
    string Name, int PortBase, string VolumePrefix, string ImageTag, string OptionFiles, bool Compose, bool ExistingServers, TopologySettings Settings)
{
    /// <summary>
    /// MySQL's current LTS series. It stands here and not in Aspire's package, whose default moves with each release: MySQL
    /// upgrades a volume that an older server wrote, and never opens one that a newer server wrote (microsoft/aspire#17065).
    /// </summary>
    internal const string DefaultImageTag = "9.7";

    static readonly string[] Switches = ["--compose", "--existing-servers"];

    /// <summary>Arguments as the configuration takes them: a switch that stands alone is given its value.</summary>
    /// <param name="args">The AppHost's arguments.</param>
    public static string[] Arguments(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return [.. args.Select((argument, index) => Switches.Contains(argument) && !bool.TryParse(args.ElementAtOrDefault(index + 1), out _) ? $"{argument}=true" : argument)];
    }

    /// <summary>Reads them.</summary>
    /// <param name="configuration">The AppHost's configuration, to which its arguments belong.</param>
    public static ClusterOptions Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ClusterOptions(
            configuration.GetValue("cluster-name", "MySQL.Cluster"),
            configuration.GetValue("port-base", 5500),
            configuration.GetValue("volume-prefix", "dualmaster"),
            configuration.GetValue("image-tag", DefaultImageTag),
            configuration.GetValue("option-files", "config"),
            configuration.GetValue("compose", false),
            configuration.GetValue("existing-servers", false),
            configuration.GetSection(TopologyOptions.Section).Get<TopologySettings>() ?? new TopologySettings());
    }
}
