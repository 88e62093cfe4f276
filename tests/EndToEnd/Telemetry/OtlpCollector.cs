using System.Collections.Concurrent;
using DualMaster.EndToEnd.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DualMaster.EndToEnd;

/// <summary>Receives what leaves a process as OpenTelemetry, over HTTP as protobuf, and keeps it.</summary>
sealed class OtlpCollector : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<byte[]> bodies = [];
    readonly ConcurrentQueue<(string Scope, Span Span)> spans = [];
    readonly ConcurrentQueue<LogRecord> logs = [];
    IReadOnlyList<Metric> latest = [];
    int exports;

    OtlpCollector(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <summary>All that was received, byte by byte.</summary>
    public IReadOnlyCollection<byte[]> Bodies => bodies;

    public IReadOnlyCollection<(string Scope, Span Span)> Spans => spans;

    public IReadOnlyCollection<LogRecord> Logs => logs;

    /// <summary>How often metrics were exported so far.</summary>
    public int Exports => Volatile.Read(ref exports);

    /// <summary>What to set in the environment of the process that is to export here, five times a second.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Environment =>
    [
        new("OTEL_EXPORTER_OTLP_ENDPOINT", Address.ToString()), new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        new("OTEL_METRIC_EXPORT_INTERVAL", "200"), new("OTEL_BSP_SCHEDULE_DELAY", "100"), new("OTEL_BLRP_SCHEDULE_DELAY", "100"),
        // As Aspire sets it; it must not bring the driver's spans of quiet rounds back.
        new("OTEL_TRACES_SAMPLER", "always_on"),
    ];

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new OtlpCollector(app);
        app.MapPost("/v1/metrics", context => collector.ReceiveAsync(context, collector.AddMetrics));
        app.MapPost("/v1/traces", context => collector.ReceiveAsync(context, collector.AddSpans));
        app.MapPost("/v1/logs", context => collector.ReceiveAsync(context, collector.AddLogs));
        await app.StartAsync(Cluster.Token);
        return collector;
    }

    /// <summary>The metrics of our meter in one export that begins after this is called.</summary>
    public async Task<IReadOnlyList<Metric>> NextMetricsAsync()
    {
        // The one that is under way may have been collected before.
        var wanted = Exports + 2;
        await Eventually.HoldsAsync(() => Task.FromResult(Exports >= wanted), () => "no metrics are exported any more");
        return Volatile.Read(ref latest);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    async Task ReceiveAsync(HttpContext context, Action<byte[]> add)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        bodies.Enqueue(body.ToArray());
        add(body.ToArray());
    }

    void AddMetrics(byte[] body)
    {
        // The latest is what counts; the sum of all would not.
        Volatile.Write(ref latest,
        [
            .. MetricsRequest.Parser.ParseFrom(body).ResourceMetrics.SelectMany(resource => resource.ScopeMetrics)
                .Where(scope => scope.Scope.Name == Replication.ReplicationTelemetry.Name).SelectMany(scope => scope.Metrics),
        ]);
        Interlocked.Increment(ref exports);
    }

    void AddSpans(byte[] body)
    {
        foreach (var scope in TraceRequest.Parser.ParseFrom(body).ResourceSpans.SelectMany(resource => resource.ScopeSpans))
            foreach (var span in scope.Spans)
                spans.Enqueue((scope.Scope.Name, span));
    }

    void AddLogs(byte[] body)
    {
        foreach (var record in LogsRequest.Parser.ParseFrom(body).ResourceLogs.SelectMany(resource => resource.ScopeLogs).SelectMany(scope => scope.LogRecords))
            logs.Enqueue(record);
    }
}
