using System.Diagnostics.Metrics;
using System.Text.Json;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>
/// All instruments. Dashboards add up what they show, so every sum means something: running threads (8 when healthy), broken links
/// and missing transactions (0 when healthy), writable servers. What has no meaningful sum is a histogram, or one worst value
/// without attributes. What is unknown is not reported.
/// </summary>
public sealed class ReplicationMetrics : IDisposable
{
    // A dashboard draws a percentile as the upper bound of its bucket: with the default bounds 0.3 s would read as 5 s.
    static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300] };
    static readonly InstrumentAdvice<long> WholeSeconds = new() { HistogramBucketBoundaries = [0, 1, 2, 5, 10, 30, 60, 300] };

    readonly TopologySupervisor supervisor;
    readonly Meter meter;
    readonly Histogram<double> lag;
    readonly Histogram<double> commitLag;
    readonly Histogram<long> timeBehindSource;
    readonly Histogram<double> wiringDuration;
    readonly Counter<long> reconnects;
    readonly Counter<long> repairs;
    readonly Dictionary<string, string> applied = [];
    readonly Dictionary<string, bool> connected = [];

    /// <summary>Begins to report what a supervisor finds.</summary>
    /// <param name="meters">Makes the meter <see cref="ReplicationTelemetry.Name"/>.</param>
    /// <param name="supervisor">The loop.</param>
    public ReplicationMetrics(IMeterFactory meters, TopologySupervisor supervisor)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(supervisor);
        this.supervisor = supervisor;
        meter = meters.Create(ReplicationTelemetry.Name);
        // Names, units and attributes are those of the collector's MySQL receiver wherever it has them.
        meter.CreateObservableGauge("mysql.replica.thread.running", Threads, "1", "1 while a thread of a link runs, 0 while it does not.");
        meter.CreateObservableGauge("dualmaster.links.broken", () => supervisor.Status.Links.Count(link => link.IsBroken), "{link}",
            "Links of which a thread does not run, or which do not pass beats on.");
        lag = meter.CreateHistogram("mysql.replica.heartbeat.lag", "s", "Age of the oldest beat that the origin wrote and the replica does not show.", advice: Seconds);
        meter.CreateObservableGauge("mysql.replica.heartbeat.lag.max", WorstLag, "s", "The largest of these ages.");
        commitLag = meter.CreateHistogram("mysql.replica.commit_lag", "s", "Time from the commit on the origin until a transaction was applied, of the last one.", advice: Seconds);
        timeBehindSource = meter.CreateHistogram("mysql.replica.time_behind_source", "s", "What the server itself calls its lag.", advice: WholeSeconds);
        meter.CreateObservableGauge("mysql.replica.apply_backlog", () => PerLink(link => link.Backlog), "{transaction}", "Transactions that were received and are not applied.");
        meter.CreateObservableGauge("mysql.replica.gtid.missing", () => PerLink(link => link.Missing), "{transaction}", "Transactions that the source has and the replica has not.");
        meter.CreateObservableGauge("mysql.replica.gtid.errant", () => PerNode(node => node.Errant), "{transaction}", "Transactions that a replica has and no master has.");
        reconnects = meter.CreateCounter<long>("mysql.replica.reconnects", "{reconnect}", "Times that a receiver which had been connected was connected again.");
        repairs = meter.CreateCounter<long>("mysql.replica.repairs", "{repair}", "What was mended without anybody asking for it.");
        meter.CreateObservableGauge("mysql.server.writable", () => PerNode(node => node.ReadOnly is { } closed ? closed ? 0 : 1 : null), "1", "1 while a server takes writes, 0 while it does not.");
        meter.CreateObservableGauge("mysql.binlog.retention.window", ShortestLogWindow, "s", "How far back the binary logs of every node reach: the shortest.");
        wiringDuration = meter.CreateHistogram("dualmaster.wiring.duration", "s", "Time from the first step of a wiring to its end.", advice: Seconds);
        supervisor.RoundEnded += Record;
        supervisor.Repaired += Count;
        supervisor.WiringEnded += Record;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        supervisor.RoundEnded -= Record;
        supervisor.Repaired -= Count;
        supervisor.WiringEnded -= Record;
        meter.Dispose();
    }

    void Record(object? sender, EventArgs ended)
    {
        foreach (var link in supervisor.Status.Links)
        {
            foreach (var origin in link.Lags)
                if (origin.Seconds is { } seconds)
                    lag.Record(seconds, [.. Attributes(link), new("mysql.replica.origin", origin.Origin)]);
            if (link.TimeBehindSource is { } behind)
                timeBehindSource.Record(behind, Attributes(link));
            // Of one transaction once; the first that is seen may be from long ago.
            if (link is { LastApplied: { } last, CommitLagSeconds: { } late })
            {
                if (applied.TryGetValue(link.ToString(), out var before) && before != last)
                    commitLag.Record(late, Attributes(link));
                applied[link.ToString()] = last;
            }

            if (link.Io == "running")
            {
                if (connected.TryGetValue(link.ToString(), out var was) && !was)
                    reconnects.Add(1, Attributes(link));
                connected[link.ToString()] = true;
            }
            else if (connected.ContainsKey(link.ToString()))
                connected[link.ToString()] = false;
        }
    }

    void Record(WiringEnd end) => wiringDuration.Record(end.Duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", end.Outcome));

    void Count(Repair repair)
    {
        var link = supervisor.Status.Links.FirstOrDefault(link => link.Source == repair.Link?.Source && link.Replica == repair.Link?.Replica);
        repairs.Add(1, [
            .. link is not null ? Attributes(link) : [new("mysql.replica.name", repair.Node), .. Server(repair.Node)],
            new("mysql.replica.repair.kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(repair.Kind.ToString())),
        ]);
    }

    IEnumerable<Measurement<double>> WorstLag() =>
        supervisor.Status.Links.SelectMany(link => link.Lags).Max(origin => origin.Seconds) is { } worst ? [new(worst)] : [];

    IEnumerable<Measurement<double>> ShortestLogWindow() =>
        supervisor.Status.Nodes.Min(node => node.LogWindowSeconds) is { } shortest ? [new(shortest)] : [];

    IEnumerable<Measurement<int>> Threads() =>
        from link in supervisor.Status.Links
        from thread in new[] { (Name: "io", State: link.Io), (Name: "sql", State: link.Sql) }
        where thread.State != "unreachable"
        select new Measurement<int>(thread.State == "running" ? 1 : 0, [.. Attributes(link), new("mysql.replica.thread.type", thread.Name)]);

    IEnumerable<Measurement<long>> PerLink(Func<LinkStatus, long?> value) =>
        from link in supervisor.Status.Links
        where value(link) is not null
        select new Measurement<long>(value(link)!.Value, Attributes(link));

    IEnumerable<Measurement<long>> PerNode(Func<NodeStatus, long?> value) =>
        from node in supervisor.Status.Nodes
        where value(node) is not null
        select new Measurement<long>(value(node)!.Value, [new("mysql.replica.name", node.Name), .. Server(node.Name)]);

    KeyValuePair<string, object?>[] Attributes(LinkStatus link) =>
    [
        new("mysql.replica.source", link.Source), new("mysql.replica.name", link.Replica),
        new("mysql.replica.channel.name", link.Channel), .. Server(link.Replica),
    ];

    /// <summary>The server by the address by which the initializer reaches it.</summary>
    IEnumerable<KeyValuePair<string, object?>> Server(string name)
    {
        var address = supervisor.Status.Nodes.First(node => node.Name == name).Address;
        var colon = address.LastIndexOf(':');
        return
        [
            new("db.system.name", "mysql"), new("server.address", address[..colon]),
            new("server.port", int.Parse(address[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture)),
        ];
    }
}
