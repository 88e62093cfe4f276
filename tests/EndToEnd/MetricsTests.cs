using DualMaster.Replication;
using DualMaster.Replication.Topology;
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
        await using var cluster = await Cluster.StartAsync(server, new TopologySettings { Grace = TimeSpan.FromSeconds(1) });
        await using var supervisor = cluster.Supervise();
        using var metrics = supervisor.Meter(meters);
        using var threads = new MetricCollector<int>(meters, ReplicationTelemetry.Name, "mysql.replica.thread.running");
        using var broken = new MetricCollector<int>(meters, ReplicationTelemetry.Name, "dualmaster.links.broken");
        using var writable = new MetricCollector<long>(meters, ReplicationTelemetry.Name, "mysql.server.writable");
        using var lag = new MetricCollector<double>(meters, ReplicationTelemetry.Name, "mysql.replica.heartbeat.lag");
        using var missing = new MetricCollector<long>(meters, ReplicationTelemetry.Name, "mysql.replica.gtid.missing");
        using var commitLag = new MetricCollector<double>(meters, ReplicationTelemetry.Name, "mysql.replica.commit_lag");
        using var window = new MetricCollector<double>(meters, ReplicationTelemetry.Name, "mysql.binlog.retention.window");
        using var wiring = new MetricCollector<double>(meters, ReplicationTelemetry.Name, "dualmaster.wiring.duration");
        using var repairs = new MetricCollector<long>(meters, ReplicationTelemetry.Name, "mysql.replica.repairs");
        using var reconnects = new MetricCollector<long>(meters, ReplicationTelemetry.Name, "mysql.replica.reconnects");
        await supervisor.UntilProvedAsync();
        await supervisor.UntilAsync(status => status.Links.All(link => link.LagSeconds is not null), "every lag");
        wiring.GetMeasurementSnapshot().Select(measured => measured.Tags["outcome"]).ShouldBe(["proved"]);
        window.RecordObservableInstruments();
        window.GetMeasurementSnapshot().ShouldHaveSingleItem().Tags.ShouldBeEmpty();
        (repairs.GetMeasurementSnapshot().Count, reconnects.GetMeasurementSnapshot().Count).ShouldBe((0, 0));

        (Sum(threads), Sum(broken), Sum(writable)).ShouldBe((8, 0, 2));
        lag.GetMeasurementSnapshot().Select(measured => measured.Tags["mysql.replica.name"]).Distinct().ShouldBe(["node1", "node2", "node3", "node4"], ignoreOrder: true);

        await cluster.ExecuteAsync("node2", "STOP REPLICA");
        await supervisor.UntilAsync(status => status.Links[0].IsBroken, "a broken link");
        Sum(broken).ShouldBe(1);
        await supervisor.UntilProvedAsync();
        repairs.GetMeasurementSnapshot().Select(measured => (measured.Value, measured.Tags["mysql.replica.repair.kind"], measured.Tags["mysql.replica.name"])).ShouldBe([(1, "stopped_thread", "node2")]);
        reconnects.GetMeasurementSnapshot().Select(measured => (measured.Value, measured.Tags["mysql.replica.name"])).ShouldBe([(1, "node2")]);
        commitLag.GetMeasurementSnapshot().ShouldNotBeEmpty();
        // A beat that is on its way when a round looks is missing for that round.
        await supervisor.UntilAsync(_ => Sum(missing) == 0, "nothing missing");
        Sum(broken).ShouldBe(0);

        cluster.Servers["node4"].RestartOnCrash = false;
        await cluster.Servers["node4"].KillAsync();
        await supervisor.UntilAsync(status => status.Links.Any(link => link.Io == "unreachable"), "node4 unreachable");

        (Sum(threads), Sum(broken), Sum(writable)).ShouldBe((6, 1, 2));
        writable.GetMeasurementSnapshot().Select(measured => measured.Tags["mysql.replica.name"]).ShouldNotContain("node4");
    }

    static int Sum<T>(MetricCollector<T> collector) where T : struct, System.Numerics.INumber<T>
    {
        collector.Clear();
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot().Sum(measured => int.CreateChecked(measured.Value));
    }
}
