using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DualMaster.Bench;

/// <summary>Takes all telemetry and forgets it. While it lives, processes that this one starts export to it as they do below Aspire.</summary>
sealed class SwallowingCollector : IAsyncDisposable
{
    readonly WebApplication app;
    readonly Dictionary<string, string> variables;
    long received;

    SwallowingCollector(WebApplication app)
    {
        this.app = app;
        variables = new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.First(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_TRACES_SAMPLER"] = "always_on",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000", ["OTEL_BSP_SCHEDULE_DELAY"] = "1000", ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
        };
        foreach (var (name, value) in variables)
            Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>Requests so far.</summary>
    public long Received => Interlocked.Read(ref received);

    public static async Task<SwallowingCollector> StartAsync(CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        SwallowingCollector? collector = null;
        app.MapPost("/v1/{kind}", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            Interlocked.Increment(ref collector!.received);
        });
        await app.StartAsync(stop);
        return collector = new SwallowingCollector(app);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in variables.Keys)
            Environment.SetEnvironmentVariable(name, null);
        await app.DisposeAsync();
    }
}
