using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Sends what is left of the telemetry when a service stops, within a second. Left to themselves the three providers wait five
/// seconds each, one after the other, when nobody receives it any more.
/// </summary>
/// <param name="tracer">Ends with the service.</param>
/// <param name="meter">Likewise.</param>
/// <param name="logger">Likewise.</param>
public sealed class TelemetryEnd(TracerProvider tracer, MeterProvider meter, LoggerProvider logger) : IHostedService
{
    const int PatienceMilliseconds = 1000;

    /// <summary>Ends all three side by side; what they are given afterwards is lost.</summary>
    /// <param name="tracer">Sends spans.</param>
    /// <param name="meter">Sends measurements.</param>
    /// <param name="logger">Sends records.</param>
    public static void Shutdown(TracerProvider tracer, MeterProvider meter, LoggerProvider logger) => Parallel.Invoke(
        () => tracer.Shutdown(PatienceMilliseconds), () => meter.Shutdown(PatienceMilliseconds), () => logger.Shutdown(PatienceMilliseconds));

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(() => Shutdown(tracer, meter, logger), CancellationToken.None);
}
