using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DualMaster.ProcessHost;

/// <summary>Sends what this program does to where the initializer sends its own, for as long as it lives.</summary>
sealed class HostTelemetry : IDisposable
{
    readonly OpenTelemetrySdk sdk;

    HostTelemetry(OpenTelemetrySdk sdk)
    {
        this.sdk = sdk;
        HostSignals.Logger = sdk.GetLoggerFactory().CreateLogger(HostSignals.Name);
    }

    /// <summary>Begins to send.</summary>
    /// <param name="settings">The standard's variables; empty when there is nobody to receive it.</param>
    /// <returns>Null when there is nobody to receive it: then OpenTelemetry is not even loaded.</returns>
    public static HostTelemetry? Start(IReadOnlyDictionary<string, string?> settings) => settings.Count == 0 ? null : Load(settings);

    /// <inheritdoc/>
    public void Dispose()
    {
        HostSignals.Logger = NullLogger.Instance;
        TelemetryEnd.Shutdown(sdk.TracerProvider, sdk.MeterProvider, sdk.LoggerProvider);
        sdk.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static HostTelemetry Load(IReadOnlyDictionary<string, string?> settings) => new(OpenTelemetrySdk.Create(builder =>
    {
        // In place of this process's own environment, which says nothing of a dashboard.
        builder.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(settings).Build());
        builder
            .WithLogging(configureBuilder: null, configureOptions: options => options.IncludeFormattedMessage = true)
            .WithMetrics(metrics => metrics.AddMeter(HostSignals.Name))
            .WithTracing(tracing => tracing.AddSource(HostSignals.Name))
            .UseOtlpExporter();
    }));
}
