using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CliWrap;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;

namespace DualMaster.EndToEnd;

/// <summary>The real initializer, as a process of its own.</summary>
sealed class InitializerProgram : IAsyncDisposable
{
    public const string CommandKey = "command-key-of-a-test-4pWq";

    readonly CancellationTokenSource stopping = new();
    readonly ConcurrentQueue<string> output = [];
    readonly CommandTask<CommandResult> running;
    readonly HttpClient client;
    readonly Cluster cluster;

    InitializerProgram(Cluster cluster, IEnumerable<KeyValuePair<string, string?>> further)
    {
        this.cluster = cluster;
        client = new HttpClient { BaseAddress = Address(cluster), Timeout = TimeSpan.FromSeconds(20) };
        var target = PipeTarget.ToDelegate(output.Enqueue);
        running = Command(cluster, further).WithStandardOutputPipe(target).WithStandardErrorPipe(target)
            .WithValidation(CommandResultValidation.None).ExecuteAsync(CancellationToken.None, stopping.Token);
    }

    public static InitializerProgram Start(Cluster cluster, params IEnumerable<KeyValuePair<string, string?>> further) => new(cluster, further);

    /// <summary>How it is started for a cluster.</summary>
    public static Command Command(Cluster cluster, params IEnumerable<KeyValuePair<string, string?>> further)
    {
        var variables = TopologyEnvironment.For(cluster.Topology).ToDictionary(entry => entry.Key, string? (entry) => entry.Value);
        foreach (var (node, connectionString) in cluster.ConnectionStrings)
            variables[TopologyEnvironment.ConnectionString(node)] = connectionString;
        variables[TopologyEnvironment.ReplicationPassword] = Cluster.ReplicationPassword;
        variables[TopologyEnvironment.CommandKey] = CommandKey;
        foreach (var (name, value) in TopologyEnvironment.CopyCommands(cluster.Programs.Dump, cluster.Programs.Load))
            variables[name] = value;
        variables["ASPNETCORE_URLS"] = Address(cluster).ToString();
        foreach (var (name, value) in further)
            variables[name] = value;
        return Cli.Wrap("dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, "DualMaster.ReplicationInitializer.dll")])
            .WithEnvironmentVariables(variables);
    }

    /// <summary>All that it said.</summary>
    public string Output => string.Join('\n', output);

    public async Task<TopologyStatus> StatusAsync() => (await client.GetFromJsonAsync("/status", StatusJson.Default.TopologyStatus, Cluster.Token))!;

    public async Task<TopologyStatus> UntilAsync(Func<TopologyStatus, bool> expected, string what, TimeSpan? patience = null)
    {
        TopologyStatus? last = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    return expected(last = await StatusAsync());
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            () => $"expected {what}, found {last?.State}: {string.Join("; ", last?.Reasons ?? [])}\n{Output}\n{cluster.Transcript}", patience);
        return last!;
    }

    public Task<TopologyStatus> UntilProvedAsync() => UntilAsync(status => status.State == TopologyHealth.Proved, "proved");

    public async Task<(HttpStatusCode Status, string Text)> HealthAsync()
    {
        using var answer = await client.GetAsync("/health", Cluster.Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cluster.Token));
    }

    /// <summary>Gives a command.</summary>
    /// <returns>What it answered: the status and the sentence.</returns>
    public async Task<(HttpStatusCode Status, string Sentence)> PostAsync(string path, string? key = CommandKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (key is not null)
            request.Headers.Add("X-DualMaster-Key", key);
        using var answer = await client.SendAsync(request, Cluster.Token);
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>(Cluster.Token);
        return (answer.StatusCode, said.GetProperty("message").GetString()!);
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

        client.Dispose();
        stopping.Dispose();
    }

    static Uri Address(Cluster cluster) => new($"http://127.0.0.1:{cluster.Topology.Nodes[0].ReplicationPort - 1}");
}
