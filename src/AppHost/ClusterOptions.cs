using Microsoft.Extensions.Configuration;

namespace DualMaster.AppHost;

/// <summary>What two applications on one machine may not share; tests give values of their own as arguments.</summary>
/// <param name="Name">What container names and network names begin with: <c>{Name}.Node1</c>.</param>
/// <param name="PortBase">Port of the initializer on this machine; Node N has this port + N.</param>
/// <param name="VolumePrefix">What the names of the volumes begin with: <c>{VolumePrefix}-node1-data</c>; empty for no volumes.</param>
public sealed record ClusterOptions(string Name, int PortBase, string VolumePrefix)
{
    /// <summary>
    /// Reads <c>--cluster-name</c>, <c>--port-base</c> and <c>--volume-prefix</c>, each with its value after an equals sign. Names with a
    /// dash, because an environment variable called <c>CLUSTER</c> is configuration too.
    /// </summary>
    /// <param name="configuration">The AppHost's configuration, to which its arguments belong.</param>
    public static ClusterOptions Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ClusterOptions(
            configuration.GetValue("cluster-name", "MySQL.Cluster"),
            configuration.GetValue("port-base", 5500),
            configuration.GetValue("volume-prefix", "dualmaster"));
    }
}
