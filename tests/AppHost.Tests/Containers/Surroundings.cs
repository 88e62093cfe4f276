using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MySqlConnector;
using Xunit;

namespace DualMaster.AppHost.Tests.Containers;

/// <summary>Names, ports, volumes and a password that no other run has; in the end no container and no volume of them is left.</summary>
sealed class Surroundings : IAsyncDisposable
{
    readonly ContainerEngine engine;
    readonly string name = $"Test{Guid.NewGuid():N}"[..12];

    Surroundings(ContainerEngine engine) => this.engine = engine;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static IReadOnlyList<string> Nodes { get; } = ["node1", "node2", "node3", "node4"];

    /// <summary>Ten free ports begin here: of initializer and nodes, of the dashboard from the seventh.</summary>
    public int PortBase { get; } = FreePorts();

    public string Password { get; } = Guid.NewGuid().ToString("N")[..28];

    /// <summary>The AppHost's arguments.</summary>
    public string[] Arguments =>
    [
        $"--cluster-name={name}", string.Create(CultureInfo.InvariantCulture, $"--port-base={PortBase}"), $"--volume-prefix={Prefix}",
        $"--Parameters:root-password={Password}", $"--Parameters:replication-password={Password}", $"--Parameters:command-key={Password}",
    ];

    string Prefix => name.ToLowerInvariant();

    /// <summary>Makes them; without an engine the test is skipped.</summary>
    public static async Task<Surroundings> MakeAsync() => new(await Engine.FindAsync());

    public Task KillContainerAsync(string node) => engine.RunAsync(["kill", Container(node)], Token);

    public string ConnectionString(string node) => new MySqlConnectionStringBuilder
    {
        Server = "127.0.0.1", Port = (uint)(PortBase + Nodes.ToList().IndexOf(node) + 1), UserID = "root", Password = Password, Pooling = false, ConnectionTimeout = 3,
    }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await engine.RunAsync(["rm", "--force", "--volumes", Container(node)], CancellationToken.None);
        await engine.RunAsync(["volume", "rm", "--force", .. Nodes.SelectMany(node => new[] { $"{Prefix}-{node}-data", $"{Prefix}-{node}-logs" })], CancellationToken.None);
    }

    string Container(string node) => $"{name}.Node{node["node".Length..]}";

    static int FreePorts()
    {
        while (true)
        {
            var candidate = Random.Shared.Next(2000, 2400) * 10;
            if (Enumerable.Range(candidate, 10).All(IsFree))
                return candidate;
        }
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
