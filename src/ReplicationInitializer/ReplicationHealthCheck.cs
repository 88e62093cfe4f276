using DualMaster.Replication.Watching;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DualMaster.ReplicationInitializer;

/// <summary>Healthy means proved; only the description reaches a dashboard, so it says all.</summary>
/// <param name="supervisor">The loop.</param>
sealed class ReplicationHealthCheck(TopologySupervisor supervisor) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = supervisor.Status;
        return Task.FromResult(status.State == TopologyHealth.Proved
            ? HealthCheckResult.Healthy($"proved; {Lags(status)}")
            : HealthCheckResult.Unhealthy($"{status.State.ToString().ToLowerInvariant()}: {string.Join("; ", status.Refusals.Concat(status.Reasons))}"));
    }

    static string Lags(TopologyStatus status) => string.Join(", ", status.Links.Select(link =>
        $"{link.Source} → {link.Replica} {(link.LagSeconds is { } lag ? $"{lag:0.0} s" : "unknown")}"));
}
