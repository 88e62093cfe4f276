using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using DualMaster.ProcessHost;
using DualMaster.Replication.Copying;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>Servers of a topology, started by ProcessHost's own code on ports and in a directory of their own.</summary>
sealed class Cluster : IAsyncDisposable
{
    public const string ReplicationPassword = "replication-secret-of-a-test";

    public const string RootPassword = "root-secret-of-a-test";

    /// <summary>Generous: a loaded machine is slow, a broken product never gets there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    static int portBases = Random.Shared.Next(1000);

    readonly LocalServersOptions options;
    readonly ConcurrentQueue<string> said;

    Cluster(ReplicationTopology topology, LocalServers servers, string directory, LocalServersOptions options, ConcurrentQueue<string> said)
    {
        this.options = options;
        this.said = said;
        Topology = topology;
        Servers = servers;
        Directory = directory;
    }

    public ReplicationTopology Topology { get; }

    public LocalServers Servers { get; }

    public string Directory { get; }

    /// <summary>What the host and the servers said, for whoever has to find out why a test failed: each server's last lines.</summary>
    public string Transcript => string.Join('\n', said.Concat(Servers.All.SelectMany(server => File.ReadLines(server.Directory.LogFile).TakeLast(40).Prepend($"== {server.Node.Name}"))));

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<Cluster> StartAsync(
        ServerUnderTest server, TopologySettings? settings = null, IReadOnlyList<ServerOption>? extra = null, Func<ReplicationTopology, ReplicationTopology>? shape = null) =>
        StartAsync(server.Installation, settings, extra, shape);

    public static async Task<Cluster> StartAsync(
        ServerInstallation installation, TopologySettings? settings = null, IReadOnlyList<ServerOption>? extra = null, Func<ReplicationTopology, ReplicationTopology>? shape = null)
    {
        var topology = DefaultTopology.OnLoopback(FreePortBase(), settings);
        topology = shape?.Invoke(topology) ?? topology;
        var directory = System.IO.Directory.CreateTempSubdirectory("dualmaster-e2e-").FullName;
        // The servers run as an account of their own, which has to get there.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
        var said = new ConcurrentQueue<string>();
        var options = new LocalServersOptions
        {
            Topology = topology,
            Installation = installation,
            DataDirectory = directory,
            RootPassword = RootPassword,
            ExtraOptions = extra ?? [],
            Say = said.Enqueue,
        };
        var servers = await LocalServers.OpenAsync(options, Token);
        await servers.StartAsync(Token);
        return new Cluster(topology, servers, directory, options, said);
    }

    /// <summary>The same servers on other ports; this one is stopped, and its directory goes with the other.</summary>
    public async Task<Cluster> MoveAsync()
    {
        await Servers.DisposeAsync();
        var moved = DefaultTopology.OnLoopback(FreePortBase(), Topology.Settings);
        var servers = await LocalServers.OpenAsync(options with { Topology = moved }, Token);
        await servers.StartAsync(Token);
        return new Cluster(moved, servers, Directory, options, said);
    }

    /// <summary>A supervisor of this cluster that runs until it is disposed of.</summary>
    public RunningSupervisor Supervise(ReplicationTopology? topology = null, string password = ReplicationPassword) =>
        Supervise(NullLogger<TopologySupervisor>.Instance, topology, password);

    /// <inheritdoc cref="Supervise(ReplicationTopology?, string)"/>
    public RunningSupervisor Supervise(ILogger<TopologySupervisor> logger, ReplicationTopology? topology = null, string password = ReplicationPassword) =>
        new(new TopologySupervisor(topology ?? Topology, ConnectionStrings, password, TimeProvider.System, logger, Programs));

    public IReadOnlyDictionary<string, string> ConnectionStrings =>
        Topology.Nodes.ToDictionary(node => node.Name, node => Servers.ConnectionString(node.Name));

    /// <summary>The servers' own programs for copies.</summary>
    public CopyPrograms Programs => options.Installation.CopyPrograms;

    public async Task ExecuteAsync(string node, string sql)
    {
        await using var connection = await OpenAsync(node);
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 30 };
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>The first column of every row.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string node, string sql)
    {
        await using var connection = await OpenAsync(node);
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 30 };
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
            rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) ?? "");
        return rows;
    }

    /// <summary>Waits until a query gives the expected rows on every node.</summary>
    public async Task ShouldReadEverywhereAsync(string sql, IReadOnlyCollection<string> expected)
    {
        foreach (var node in Topology.Nodes)
        {
            IReadOnlyList<string> seen = [];
            await Eventually.HoldsAsync(
                async () => (seen = await QueryAsync(node.Name, sql)).Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)),
                () => $"{node.Name} shows {seen.Count} rows instead of {expected.Count}; missing: {string.Join(", ", expected.Except(seen).Take(20))}");
        }
    }

    public async Task<MySqlConnection> OpenAsync(string node)
    {
        var connection = new MySqlConnection(new MySqlConnectionStringBuilder(Servers.ConnectionString(node)) { Pooling = false, ConnectionTimeout = 10 }.ConnectionString);
        await connection.OpenAsync(Token);
        return connection;
    }

    /// <summary>Throws away all binary logs of a node but the one that it writes.</summary>
    public async Task PurgeLogsAsync(string node)
    {
        await ExecuteAsync(node, "FLUSH BINARY LOGS");
        // A server keeps one a moment longer, as long as a recovery would read it.
        await Eventually.HoldsAsync(
            async () =>
            {
                await ExecuteAsync(node, $"PURGE BINARY LOGS TO '{(await QueryAsync(node, "SHOW BINARY LOGS"))[^1]}'");
                return (await QueryAsync(node, "SHOW BINARY LOGS")).Count == 1;
            },
            () => $"{node} keeps its logs");
    }

    /// <summary>Replaces a node's data by that of a new server.</summary>
    public async Task WipeAsync(string node)
    {
        await Servers[node].StopAsync();
        Servers[node].Directory.DeleteData();
        await Servers[node].StartAsync(Token);
    }

    /// <summary>What an operator writes to pause a link, or to resume it.</summary>
    public Task OrderAsync(string source, string replica, bool paused) => ExecuteAsync("node1",
        $"""
        INSERT INTO dualmaster.desired_link VALUES (@@server_id, '{source}', '{replica}', {paused}, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE paused = {paused}, written_at = UTC_TIMESTAMP(6)
        """);

    /// <summary>Brings every server back to the state of its first start, which takes a tenth of the time of new ones.</summary>
    /// <param name="closed">Whether masters start read-only, as with one writer.</param>
    public async Task UnwireAsync(bool closed = false)
    {
        foreach (var node in Topology.Nodes)
        {
            await ExecuteAsync(node.Name,
                """
                SET PERSIST super_read_only = OFF; SET PERSIST read_only = OFF; RESET PERSIST;
                STOP REPLICA; RESET REPLICA ALL;
                """);
        }

        foreach (var node in Topology.Nodes)
        {
            await ExecuteAsync(node.Name,
                $"""
                SET SESSION sql_log_bin = 0;
                DROP DATABASE IF EXISTS dualmaster; DROP DATABASE IF EXISTS app; DROP USER IF EXISTS '{ReplicationAccount.DefaultUser}'@'%';
                RESET BINARY LOGS AND GTIDS;
                {(closed && node.Role == NodeRole.Master ? "SET GLOBAL read_only = ON;" : "")}
                """);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Their data is deleted next, so nobody waits for it to be written out.
        foreach (var node in Servers.All)
        {
            node.RestartOnCrash = false;
            await node.KillAsync();
        }

        await Servers.DisposeAsync();
        // It goes once, where the cluster was moved.
        if (System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>A base with free ports behind it, given to nobody before; asked of the system, so that runs beside each other do not meet.</summary>
    public static int FreePortBase()
    {
        while (true)
        {
            var candidate = 20_000 + (Interlocked.Increment(ref portBases) % 1000 * 10);
            if (Enumerable.Range(candidate, 10).All(IsFree))
                return candidate;
        }

        static bool IsFree(int port)
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
}
