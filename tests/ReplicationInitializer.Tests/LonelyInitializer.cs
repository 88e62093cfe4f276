using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CliWrap;
using DualMaster.Replication.Topology;
using Xunit;

namespace DualMaster.ReplicationInitializer.Tests;

/// <summary>The real program, with servers that are not there: what it does with requests needs none.</summary>
sealed class LonelyInitializer : IAsyncDisposable
{
    public const string CommandKey = "the-key-of-a-test-7xQ2";

    readonly CancellationTokenSource stopping = new();
    readonly ConcurrentQueue<string> output = [];
    readonly CommandTask<CommandResult> running;

    LonelyInitializer(int port, string? key)
    {
        Port = port;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        var topology = DefaultTopology.OnLoopback(port);
        var variables = TopologyEnvironment.For(topology).ToDictionary(entry => entry.Key, string? (entry) => entry.Value);
        foreach (var node in topology.Nodes)
            variables[TopologyEnvironment.ConnectionString(node.Name)] = $"Server=127.0.0.1;Port={node.ReplicationPort};User ID=root;Password=none";
        variables[TopologyEnvironment.ReplicationPassword] = "none";
        variables[TopologyEnvironment.CommandKey] = key;
        variables["ASPNETCORE_URLS"] = Client.BaseAddress!.ToString();
        var target = PipeTarget.ToDelegate(output.Enqueue);
        running = Cli.Wrap("dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, "DualMaster.ReplicationInitializer.dll")])
            .WithEnvironmentVariables(variables).WithStandardOutputPipe(target).WithStandardErrorPipe(target)
            .WithValidation(CommandResultValidation.None).ExecuteAsync(CancellationToken.None, stopping.Token);
    }

    public int Port { get; }

    public HttpClient Client { get; }

    public string Output => string.Join('\n', output);

    public bool HasEnded => running.Task.IsCompleted;

    public static async Task<LonelyInitializer> StartAsync(string? key = CommandKey)
    {
        var initializer = new LonelyInitializer(FreePort(), key);
        using var asking = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await initializer.IsAliveAsync() && !initializer.HasEnded)
            await asking.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        return initializer;
    }

    /// <summary>Whether it still answers others.</summary>
    public async Task<bool> IsAliveAsync()
    {
        try
        {
            return await Client.GetStringAsync("/alive", TestContext.Current.CancellationToken) is { Length: > 0 };
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
        }

        Client.Dispose();
        stopping.Dispose();
    }

    // The nodes' ports are those behind it; nobody listens there.
    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return int.Parse(listener.LocalEndpoint.ToString()!.Split(':')[^1], CultureInfo.InvariantCulture);
    }
}
