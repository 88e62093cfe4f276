using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CliWrap;
using DualMaster.Replication.Watching;
using Shouldly;

namespace DualMaster.AppHost.Tests.Containers;

/// <summary>The AppHost as a process of its own, with its dashboard, which can be killed.</summary>
sealed class AppHostProgram : IAsyncDisposable
{
    static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    readonly ConcurrentQueue<string> output = [];
    readonly CancellationTokenSource interrupt = new();
    readonly CommandTask<CommandResult> run;
    readonly Uri status;

    AppHostProgram(Surroundings surroundings)
    {
        status = new Uri($"http://127.0.0.1:{surroundings.PortBase}/status");
        run = Cli.Wrap("dotnet")
            .WithArguments([typeof(ClusterOptions).Assembly.Location, .. surroundings.Arguments])
            .WithEnvironmentVariables(environment => environment
                .Set("DOTNET_ENVIRONMENT", "Development")
                .Set("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true")
                .Set("ASPNETCORE_URLS", At(surroundings.PortBase + 7))
                .Set("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", At(surroundings.PortBase + 8))
                .Set("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", At(surroundings.PortBase + 9)))
            .WithStandardOutputPipe(PipeTarget.ToDelegate(output.Enqueue))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(output.Enqueue))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(CancellationToken.None, interrupt.Token);
    }

    /// <summary>Starts it.</summary>
    public static AppHostProgram Start(Surroundings surroundings) => new(surroundings);

    /// <summary>Waits until the topology is in a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="changes">How many changes its initializer may have made for that; null for any number.</param>
    public async Task UntilAsync(TopologyHealth state, int? changes = null)
    {
        TopologyStatus? last = null;
        await Eventually.HoldsAsync(
            async () => run.Task.IsCompleted ? throw new ShouldAssertException($"The AppHost has ended.\n{string.Join('\n', output.TakeLast(40))}") : (last = await Http.GetFromJsonAsync(status, StatusJson.Default.TopologyStatus, Surroundings.Token))?.State == state && (changes ?? last.Changes) == last.Changes,
            () => $"The topology is not {state}: {(last is null ? "the initializer does not answer" : $"{last.Changes} changes, {HealthText.Of(last)}")}\n{string.Join('\n', output.TakeLast(40))}");
    }

    /// <summary>Ends it as no program can prevent.</summary>
    public async Task KillAsync()
    {
        using (var process = Process.GetProcessById(run.ProcessId))
            process.Kill();
        await run;
    }

    /// <summary>Ends it as Ctrl+C does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!run.Task.IsCompleted)
        {
            await interrupt.CancelAsync();
            await run.Task.ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        interrupt.Dispose();
    }

    static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
