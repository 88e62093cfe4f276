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
        return Task.FromResult(new HealthCheckResult(
            status.State == TopologyHealth.Proved ? HealthStatus.Healthy : HealthStatus.Unhealthy, HealthText.Of(status)));
    }
}
