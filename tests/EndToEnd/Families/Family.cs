using DualMaster.ProcessHost;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using Xunit;

namespace DualMaster.EndToEnd.Families;

/// <summary>The servers that are run for real, by the names that <c>--server</c> takes.</summary>
static class Family
{
    public const string MySql = "mysql";
    public const string MySql56 = "mysql-5.6";
    public const string MariaDb = "mariadb";

    /// <summary>Starts a cluster of it; skips the test where it cannot be had.</summary>
    public static async Task<Cluster> StartAsync(
        string server, TopologySettings? settings = null, Func<ReplicationTopology, ReplicationTopology>? shape = null, IReadOnlyList<ServerOption>? extra = null) =>
        await Cluster.StartAsync(await InstallationAsync(server), settings, extra, shape);

    /// <summary>Finds or obtains it; skips the test where it cannot be had.</summary>
    public static async Task<ServerInstallation> InstallationAsync(string server)
    {
        try
        {
            return await new ServerProvisioner(say: line => TestContext.Current.SendDiagnosticMessage("{0}", line)).FindOrObtainAsync(server, Cluster.Token);
        }
        catch (HostException obstacle) when (server != MySql && obstacle.Message.StartsWith("No server of", StringComparison.Ordinal))
        {
            Assert.Skip(obstacle.Message);
            throw;
        }
    }
}
