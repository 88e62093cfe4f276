using DualMaster.ProcessHost;
using DualMaster.Replication.Topology;
using Xunit;

namespace DualMaster.EndToEnd.Families;

/// <summary>The servers that are run for real, and the ways in which their links can begin.</summary>
static class Family
{
    public const string MySql56 = "mysql-5.6";
    public const string MariaDb = "mariadb";

    /// <summary>Those that the rest of the suite does not run on.</summary>
    public static TheoryData<string> Others => [MySql56, MariaDb];

    public static TheoryData<string, Positioning> All =>
        new(from server in new[] { "mysql", MySql56, MariaDb } from positioning in Enum.GetValues<Positioning>() select (server, positioning));

    /// <summary>Starts a cluster of it; skips the test where it cannot be had.</summary>
    public static async Task<Cluster> StartAsync(string server, TopologySettings? settings = null, Func<ReplicationTopology, ReplicationTopology>? shape = null) =>
        await Cluster.StartAsync(await InstallationAsync(server), settings, shape: shape);

    public static async Task<ServerInstallation> InstallationAsync(string server)
    {
        try
        {
            return await new ServerProvisioner(say: line => TestContext.Current.SendDiagnosticMessage("{0}", line)).FindOrObtainAsync(server, Cluster.Token);
        }
        catch (HostException obstacle) when (server != "mysql")
        {
            Assert.Skip(obstacle.Message);
            throw;
        }
    }
}
