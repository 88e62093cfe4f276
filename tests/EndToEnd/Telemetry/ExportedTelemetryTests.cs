using System.Net;
using System.Text;
using DualMaster.EndToEnd.Otlp;
using DualMaster.Replication;
using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>What really leaves the process of the initializer.</summary>
public sealed class ExportedTelemetryTests(ServerUnderTest server)
{
    static readonly string[] Secrets = [Cluster.ReplicationPassword, Cluster.RootPassword, InitializerProgram.CommandKey];

    [Fact]
    public async Task A_wiring_is_one_trace_a_quiet_round_is_none_the_unknown_is_absent_and_no_secret_leaves()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var cluster = await Cluster.StartAsync(server);
        await using var initializer = InitializerProgram.Start(cluster, collector.Environment);
        await initializer.UntilProvedAsync();
        await initializer.UntilAsync(status => status.Links.All(link => link.LastApplied is not null), "transactions applied");

        await Eventually.HoldsAsync(() => Task.FromResult(Ours(collector).Any(span => span.Name == "wiring")), () => "no trace of the wiring was exported");
        var wiring = Ours(collector).Where(span => span.Name == "wiring").ShouldHaveSingleItem();
        collector.Spans.Select(span => span.Span.TraceId).Distinct().ShouldBe([wiring.TraceId], "a span belongs to no wiring");
        ShouldBeTreeOfLinksAndSteps(collector, wiring);

        var healthy = await collector.NextMetricsAsync();
        healthy.Select(metric => metric.Name).Order(StringComparer.Ordinal).ShouldBe(
        [
            "dualmaster.links.broken", "dualmaster.wiring.duration", "mysql.binlog.retention.window", "mysql.replica.apply_backlog",
            "mysql.replica.commit_lag", "mysql.replica.gtid.errant", "mysql.replica.gtid.missing", "mysql.replica.heartbeat.lag",
            "mysql.replica.heartbeat.lag.max", "mysql.replica.thread.running", "mysql.replica.time_behind_source", "mysql.server.writable",
        ]);
        healthy.ShouldAllBe(metric => metric.Unit.Length > 0 && metric.Description.EndsWith('.'));
        (Sum(healthy, "mysql.replica.thread.running"), Sum(healthy, "dualmaster.links.broken"), Sum(healthy, "mysql.server.writable"), Sum(healthy, "mysql.replica.gtid.errant")).ShouldBe((8, 0, 2, 0));
        Of(healthy, "mysql.replica.heartbeat.lag").Histogram.DataPoints[0].ExplicitBounds.ShouldBe([0.1, 0.5, 1, 2, 5, 10, 30, 60, 300]);
        Of(healthy, "mysql.replica.heartbeat.lag").Histogram.DataPoints.Select(point => $"{Attribute(point.Attributes, "mysql.replica.origin")} on {Attribute(point.Attributes, "mysql.replica.name")}").Order(StringComparer.Ordinal)
            .ShouldBe(["node1 on node2", "node1 on node3", "node1 on node4", "node3 on node1", "node3 on node2", "node3 on node4"]);

        var spans = collector.Spans.Count;
        var before = (await initializer.StatusAsync()).Nodes[0].LogWindowSeconds;
        await initializer.UntilAsync(status => status.Nodes[0].LogWindowSeconds > before + 4, "four quiet rounds");
        await collector.NextMetricsAsync();
        collector.Spans.Count.ShouldBe(spans, "a quiet round has a trace");

        cluster.Servers["node1"].RestartOnCrash = false;
        await cluster.Servers["node1"].KillAsync();
        await initializer.UntilAsync(status => status.State == TopologyHealth.Degraded && status.Links[0].LagSeconds is null, "node1 gone");
        var without = await collector.NextMetricsAsync();
        // Its own link from node3, and what only it knows; beats of node3 still arrive on node4.
        Names(without, "mysql.server.writable").ShouldBe(["node2", "node3", "node4"]);
        Names(without, "mysql.replica.thread.running").Distinct().ShouldBe(["node2", "node3", "node4"]);
        Names(without, "mysql.replica.gtid.missing").ShouldBe(["node4"]);
        without.Select(metric => metric.Name).ShouldNotContain("mysql.replica.gtid.errant");
        var (status, text) = await initializer.HealthAsync();
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        text.ShouldContain("node4 yet: node1 does not answer");

        await Eventually.HoldsAsync(() => Task.FromResult(collector.Logs.Any(record => record.EventName == "NodeLost")), () => "no record says that node1 is lost");
        collector.Logs.Count(record => record.EventName == "NodeLost").ShouldBe(1);
        collector.Logs.Count(record => record.EventName == "ThreadRuns").ShouldBe(8);
        ShouldNotHoldSecrets(collector);
        Secrets.ShouldAllBe(secret => !initializer.Output.Contains(secret));
    }

    static void ShouldBeTreeOfLinksAndSteps(OtlpCollector collector, Span wiring)
    {
        var ours = Ours(collector);
        var links = ours.Where(span => span.Name.StartsWith("link ", StringComparison.Ordinal)).ToArray();
        links.Select(span => span.Name).ShouldBe(["link node1 → node2", "link node3 → node4", "link node1 → node3", "link node3 → node1"], ignoreOrder: true);
        links.ShouldAllBe(span => span.ParentSpanId == wiring.SpanId);
        foreach (var link in links)
            ours.Where(span => span.ParentSpanId == link.SpanId).OrderBy(span => span.StartTimeUnixNano).Select(span => span.Name).ShouldBe(["ConfigureChannel", "StartChannel"]);
        ours.Where(span => span.ParentSpanId == wiring.SpanId && !links.Contains(span)).Select(span => span.Name).Distinct()
            .ShouldBe(["EnsureReplicationAccount", "CreateStateSchema", "PersistReadOnly", "RecordIdentity"], ignoreOrder: true);

        // Of the driver's spans, those of statements without a secret.
        var steps = ours.Except(links).Where(span => span != wiring).ToDictionary(span => span.SpanId, span => span.Name);
        var statements = collector.Spans.Where(span => span.Scope != ReplicationTelemetry.Name).ToArray();
        statements.Select(span => span.Scope).Distinct().ShouldBe(["MySqlConnector"]);
        statements.Select(span => steps[span.Span.ParentSpanId]).Distinct().ShouldBe(["CreateStateSchema", "StartChannel", "PersistReadOnly", "RecordIdentity"], ignoreOrder: true);
    }

    static void ShouldNotHoldSecrets(OtlpCollector collector)
    {
        foreach (var secret in Secrets)
            collector.Bodies.Count(body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0).ShouldBe(0, secret);
    }

    static Span[] Ours(OtlpCollector collector) => [.. collector.Spans.Where(span => span.Scope == ReplicationTelemetry.Name).Select(span => span.Span)];

    static Metric Of(IReadOnlyList<Metric> metrics, string name) => metrics.Single(metric => metric.Name == name);

    static long Sum(IReadOnlyList<Metric> metrics, string name) => Of(metrics, name).Gauge.DataPoints.Sum(point => point.AsInt);

    static IReadOnlyList<string> Names(IReadOnlyList<Metric> metrics, string name) =>
        [.. Of(metrics, name).Gauge.DataPoints.Select(point => Attribute(point.Attributes, "mysql.replica.name")).Order(StringComparer.Ordinal)];

    static string Attribute(IEnumerable<Otlp.Attribute> attributes, string key) => attributes.Single(attribute => attribute.Key == key).Value.StringValue;
}
