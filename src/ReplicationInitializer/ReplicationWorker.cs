using DualMaster.Replication.Watching;

namespace DualMaster.ReplicationInitializer;

/// <summary>Runs the loop for as long as the process lives.</summary>
/// <param name="supervisor">The loop.</param>
sealed class ReplicationWorker(TopologySupervisor supervisor) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => supervisor.RunAsync(stoppingToken);
}
