using DualMaster.Replication.Watching;

namespace DualMaster.ReplicationInitializer;

/// <summary>Runs the loop for as long as the process lives.</summary>
/// <param name="supervisor">The loop.</param>
/// <param name="metrics">Reports what the loop finds, for as long.</param>
sealed class ReplicationWorker(TopologySupervisor supervisor, ReplicationMetrics metrics) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using (metrics)
            await supervisor.RunAsync(stoppingToken);
    }
}
