using System.Diagnostics.Metrics;

namespace DualMaster.Replication.Watching;

/// <summary>
/// All instruments. Where dashboards add up what they show, the sum means something: running threads (8 when healthy), broken links
/// (0 when healthy), writable servers. What is unknown is not reported.
/// </summary>
public sealed class ReplicationMetrics : IDisposable
{
    readonly TopologySupervisor supervisor;
    readonly Meter meter;
    readonly Histogram<double> lag;

    /// <summary>Begins to report what a supervisor finds.</summary>
    /// <param name="meters">Makes the meter <see cref="ReplicationTelemetry.Name"/>.</param>
    /// <param name="supervisor">The loop.</param>
    public ReplicationMetrics(IMeterFactory meters, TopologySupervisor supervisor)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(supervisor);
        this.supervisor = supervisor;
        meter = meters.Create(ReplicationTelemetry.Name);
        // A dashboard draws a percentile as the upper bound of its bucket: with the default bounds 0.3 s would read as 5 s.
        lag = meter.CreateHistogram("mysql.replica.heartbeat.lag", "s", "Age of the oldest beat that the source wrote and the replica does not show.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300] });
        meter.CreateObservableGauge("mysql.replica.heartbeat.lag.max", WorstLag, "s", "The largest lag of all links.");
        meter.CreateObservableGauge("mysql.replica.thread.running", Threads, "{thread}", "1 while a thread of a link runs, 0 while it does not.");
        meter.CreateObservableGauge("dualmaster.links.broken", Broken, "{link}", "Links of which a thread does not run.");
        meter.CreateObservableGauge("mysql.server.writable", Writable, "{server}", "1 while a server takes writes, 0 while it does not.");
        supervisor.RoundEnded += Record;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        supervisor.RoundEnded -= Record;
        meter.Dispose();
    }

    void Record(object? sender, EventArgs ended)
    {
        foreach (var link in supervisor.Status.Links)
            if (link.LagSeconds is { } seconds)
                lag.Record(seconds, Attributes(link));
    }

    IEnumerable<Measurement<double>> WorstLag() =>
        supervisor.Status.Links.Max(link => link.LagSeconds) is { } worst ? [new(worst)] : [];

    IEnumerable<Measurement<int>> Threads() =>
        from link in supervisor.Status.Links
        from thread in new[] { (Name: "io", State: link.Io), (Name: "sql", State: link.Sql) }
        where thread.State != "unreachable"
        select new Measurement<int>(thread.State == "running" ? 1 : 0, [.. Attributes(link), new("mysql.replica.thread", thread.Name)]);

    int Broken() => supervisor.Status.Links.Count(link => link is not { Io: "running", Sql: "running" });

    IEnumerable<Measurement<int>> Writable() =>
        from node in supervisor.Status.Nodes
        where node.ReadOnly is not null
        select new Measurement<int>(node.ReadOnly == false ? 1 : 0, [new("mysql.replica.name", node.Name)]);

    static KeyValuePair<string, object?>[] Attributes(LinkStatus link) =>
        [new("mysql.replica.source", link.Source), new("mysql.replica.name", link.Replica)];
}
