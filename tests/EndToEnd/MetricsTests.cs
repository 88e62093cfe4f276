using DualMaster.Replication;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Shouldly;
using System.Diagnostics.Metrics;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>What leaves the process as metrics, on servers whose state is known.</summary>
public sealed class MetricsTests(ServerUnderTest server)
{
    [Fact]
    public async Task Sums_mean_something_and_the_unknown_is_absent()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        await using var cluster = await Cluster.StartAsync(server);
        await using var supervisor = cluster.Supervise();
        using var metrics = supervisor.Meter(meters);
        using var threads = new MetricCollector<int>(meters, ReplicationTelemetry.Name, "mysql.replica.thread.running");
        using var broken = new MetricCollector<int>(meters, ReplicationTelemetry.Name, "dualmaster.links.broken");
        using var writable = new MetricCollector<int>(meters, ReplicationTelemetry.Name, "mysql.server.writable");
        using var lag = new MetricCollector<double>(meters, ReplicationTelemetry.Name, "mysql.replica.heartbeat.lag");
        await supervisor.UntilProvedAsync();
        await supervisor.UntilAsync(status => status.Links.All(link => link.LagSeconds is not null), "every lag");

        (Sum(threads), Sum(broken), Sum(writable)).ShouldBe((8, 0, 2));
        lag.GetMeasurementSnapshot().Select(measured => measured.Tags["mysql.replica.name"]).Distinct().ShouldBe(["node1", "node2", "node3", "node4"], ignoreOrder: true);

        cluster.Servers["node4"].RestartOnCrash = false;
        await cluster.Servers["node4"].KillAsync();
        await supervisor.UntilAsync(status => status.Links.Any(link => link.Io == "unreachable"), "node4 unreachable");

        (Sum(threads), Sum(broken), Sum(writable)).ShouldBe((6, 1, 2));
        writable.GetMeasurementSnapshot().Select(measured => measured.Tags["mysql.replica.name"]).ShouldNotContain("node4");
    }

    static int Sum(MetricCollector<int> collector)
    {
        collector.Clear();
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot().Sum(measured => measured.Value);
    }
}
