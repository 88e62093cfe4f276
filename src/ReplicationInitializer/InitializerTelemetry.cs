using System.Runtime.CompilerServices;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Trace;

namespace DualMaster.ReplicationInitializer;

/// <summary>What the initializer changes of the shared telemetry: the driver's spans below a wiring, none for those who only look.</summary>
static class InitializerTelemetry
{
    /// <summary>Applies it where telemetry is exported at all.</summary>
    /// <param name="builder">The application's builder.</param>
    public static void Configure(WebApplicationBuilder builder)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            ConfigureExport(builder);
    }

    // A method of its own, so that OpenTelemetry is not even loaded where it is not wanted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void ConfigureExport(WebApplicationBuilder builder)
    {
        // A status that is asked for once a second is no event; a command is one.
        builder.Services.PostConfigure<AspNetCoreTraceInstrumentationOptions>(options => options.Filter = context => HttpMethods.IsPost(context.Request.Method));
        // Somebody who chose a sampler gets that one, without the driver's spans.
        if (builder.Configuration["OTEL_TRACES_SAMPLER"] is null or "" or "always_on" or "parentbased_always_on")
            builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddSource("MySqlConnector").SetSampler(new WiringSampler()));
    }
}
