using System.Net;
using System.Net.Sockets;
using DualMaster.Replication.Topology;
using MySqlConnector;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>What the tests ask servers, and the topologies that they start.</summary>
static class Nodes
{
    static int next = Random.Shared.Next(2400, 2700) * 10;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A base with nine free ports behind it, that no other test of this run has.</summary>
    public static int PortBase()
    {
        while (true)
        {
            var candidate = Interlocked.Add(ref next, 10);
            if (Enumerable.Range(candidate, 10).All(IsFree))
                return candidate;
        }
    }

    /// <summary>One master alone.</summary>
    public static ReplicationTopology One(int portBase) =>
        ReplicationTopology.Create([new TopologyNode("node1", NodeRole.Master, 1, "127.0.0.1", portBase + 1)], []);

    public static LocalServersOptions Options(ServerUnderTest server, ReplicationTopology topology, string data) => new()
    {
        Topology = topology,
        Installation = server.Installation,
        DataDirectory = data,
        Say = line => TestContext.Current.SendDiagnosticMessage("{0}", line),
    };

    public static async Task<object?> ScalarAsync(NodeServer server, string sql)
    {
        await using var connection = new MySqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }

    /// <summary>Makes a cache with the servers of this machine's and no dashboard.</summary>
    public static string CacheWithoutDashboard(string place)
    {
        Directory.CreateDirectory(place);
        foreach (var part in Directory.EnumerateDirectories(CacheDirectory.Default().Path).Where(part => Path.GetFileName(part) != "dashboard"))
            File.CreateSymbolicLink(Path.Combine(place, Path.GetFileName(part)), part);
        return place;
    }

    /// <summary>Waits until somebody listens on a port.</summary>
    public static async Task AnsweringAsync(int port)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (IsFree(port))
            await timer.WaitForNextTickAsync(Token);
    }

    /// <summary>The ids of the processes that run with an argument.</summary>
    public static IReadOnlyList<int> ProcessesWith(string argument) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(directory => int.TryParse(Path.GetFileName(directory), out _) && CommandLine(directory).Contains(argument, StringComparison.Ordinal))
            .Select(directory => int.Parse(Path.GetFileName(directory), System.Globalization.CultureInfo.InvariantCulture)),
    ];

    public static string CommandLine(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "cmdline"));
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return "";
        }
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
