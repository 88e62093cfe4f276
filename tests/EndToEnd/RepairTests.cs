using System.Diagnostics.Metrics;
using DualMaster.Replication;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>Each fault is made for real: mended unasked and counted, and told with the name of the switch where the repair is switched off.</summary>
/// <param name="servers">The servers that all tests share.</param>
public sealed class RepairTests(RepairTests.Servers servers) : IClassFixture<RepairTests.Servers>
{
    readonly Cluster cluster = servers.Cluster;

    [Theory]
    [InlineData(RepairKind.StoppedThread, "stopped_thread")]
    [InlineData(RepairKind.Drift, "drift")]
    [InlineData(RepairKind.ReadOnly, "read_only")]
    [InlineData(RepairKind.LostLink, "lost_link")]
    [InlineData(RepairKind.LostData, "lost_data")]
    public async Task A_fault_is_told_where_its_repair_is_off_and_mended_and_counted_where_it_is_on(RepairKind kind, string counted)
    {
        await using (var first = cluster.Supervise())
            await first.UntilProvedAsync();
        string[] rows = await WriteAsync($"{kind} before");
        await MakeAsync(kind);

        await using (var off = cluster.Supervise(With(Off(kind))))
        {
            var told = await off.UntilAsync(status => status.Decisions.Count > 0, "a decision");
            var decision = told.Decisions.ShouldHaveSingleItem();
            decision.Subject.ShouldContain(NodeOf(kind));
            decision.Finding.ShouldEndWith($"; it is not mended, because Topology:Repairs:{kind} is false.");
            (await off.RoundsAsync(atLeast: 4)).ShouldAllBe(status => status.Changes == 0 && status.Decisions.Count == 1);
            (await IsMendedAsync(kind)).ShouldBeFalse();
        }

        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        await using var on = cluster.Supervise();
        using var metrics = on.Meter(meters);
        using var repairs = new MetricCollector<long>(meters, ReplicationTelemetry.Name, "mysql.replica.repairs");
        rows = [.. rows, .. await WriteAsync($"{kind} meanwhile")];
        var proved = await on.UntilProvedAsync();

        proved.Decisions.ShouldBeEmpty();
        (await IsMendedAsync(kind)).ShouldBeTrue();
        repairs.GetMeasurementSnapshot().Select(measured => (measured.Value, measured.Tags["mysql.replica.repair.kind"], measured.Tags["mysql.replica.name"])).ShouldContain((1, counted, NodeOf(kind)));
        await cluster.ShouldReadEverywhereAsync($"SELECT v FROM app.t WHERE v LIKE '{kind} %'", rows);
    }

    [Fact]
    public async Task A_receiver_that_gave_up_during_an_outage_longer_than_its_retries_runs_again_by_itself()
    {
        await using (var first = cluster.Supervise())
            await first.UntilProvedAsync();
        await cluster.ExecuteAsync("node2", "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 1; START REPLICA");
        var node1 = cluster.Servers["node1"];
        await node1.StopAsync();
        await Eventually.HoldsAsync(
            async () => await cluster.QueryAsync("node2", "SELECT service_state FROM performance_schema.replication_connection_status") is ["OFF"],
            () => "the receiver of node2 did not give up");
        await node1.StartAsync(Cluster.Token);
        var rows = await WriteAsync("outage");

        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();

        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t WHERE v LIKE 'outage %'", rows);
        (await cluster.QueryAsync("node2", "SELECT connection_retry_count FROM performance_schema.replication_connection_configuration")).ShouldBe(["4294967295"]);
    }

    [Fact]
    public async Task Certificates_may_be_replaced_and_the_links_go_on_encrypted()
    {
        await using (var first = cluster.Supervise())
            await first.UntilProvedAsync();
        var was = await FingerprintAsync();
        var node1 = cluster.Servers["node1"];
        await node1.StopAsync();
        // The server makes new ones of its own.
        foreach (var file in Directory.GetFiles(node1.Directory.Data, "*.pem"))
            File.Delete(file);
        await node1.StartAsync(Cluster.Token);
        (await FingerprintAsync()).ShouldNotBe(was);

        await using var supervisor = cluster.Supervise();
        (await supervisor.UntilProvedAsync()).Changes.ShouldBe(0);

        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t WHERE v LIKE 'renewed %'", await WriteAsync("renewed"));
        (await cluster.QueryAsync("node2", "SELECT ssl_allowed FROM performance_schema.replication_connection_configuration")).ShouldBe(["YES"]);

        async Task<string> FingerprintAsync() => await File.ReadAllTextAsync(Path.Combine(cluster.Servers["node1"].Directory.Data, "server-cert.pem"), Cluster.Token);
    }

    Task MakeAsync(RepairKind kind) => kind switch
    {
        RepairKind.StoppedThread => cluster.ExecuteAsync("node2", "STOP REPLICA SQL_THREAD"),
        RepairKind.Drift => cluster.ExecuteAsync("node2", "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_RETRY_COUNT = 10, SOURCE_CONNECT_RETRY = 60, SOURCE_SSL = 0, GET_SOURCE_PUBLIC_KEY = 1; START REPLICA"),
        RepairKind.ReadOnly => cluster.ExecuteAsync("node2", "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF"),
        RepairKind.LostData => PurgeAndEmptyAsync(),
        _ => EmptyAsync("node2"),
    };

    // What node1 has no logs of could not be laid anew either.
    static string NodeOf(RepairKind kind) => kind == RepairKind.LostData ? "node4" : "node2";

    async Task PurgeAndEmptyAsync()
    {
        await cluster.PurgeLogsAsync("node3");
        await EmptyAsync("node4");
    }

    async Task<bool> IsMendedAsync(RepairKind kind) => await cluster.QueryAsync(NodeOf(kind), kind switch
    {
        RepairKind.StoppedThread => "SELECT service_state = 'ON' FROM performance_schema.replication_applier_status",
        RepairKind.Drift => "SELECT ssl_allowed = 'YES' AND connection_retry_count > 10 FROM performance_schema.replication_connection_configuration",
        RepairKind.ReadOnly => "SELECT @@global.super_read_only",
        _ => "SELECT COUNT(*) FROM performance_schema.replication_connection_configuration WHERE host <> ''",
    }) is ["1"];

    async Task EmptyAsync(string name)
    {
        var node = cluster.Servers[name];
        await node.StopAsync();
        Directory.Delete(node.Directory.Data, recursive: true);
        await node.StartAsync(Cluster.Token);
    }

    /// <summary>Ten rows on each master.</summary>
    /// <returns>The rows that were acknowledged.</returns>
    async Task<string[]> WriteAsync(string prefix)
    {
        string[] masters = ["node1", "node3"];
        foreach (var master in masters)
            await cluster.ExecuteAsync(master, $"INSERT INTO app.t (v) VALUES {string.Join(", ", Rows(master).Select(row => $"('{row}')"))}");
        return [.. masters.SelectMany(Rows)];

        IEnumerable<string> Rows(string master) => Enumerable.Range(0, 10).Select(number => $"{prefix} {master} {number}");
    }

    ReplicationTopology With(RepairSettings repairs) =>
        ReplicationTopology.Create(cluster.Topology.Nodes, cluster.Topology.Links, cluster.Topology.Settings with { Repairs = repairs });

    static RepairSettings Off(RepairKind kind) => new()
    {
        StoppedThread = kind != RepairKind.StoppedThread,
        Drift = kind != RepairKind.Drift,
        ReadOnly = kind != RepairKind.ReadOnly,
        LostLink = kind != RepairKind.LostLink,
        LostData = kind != RepairKind.LostData,
    };

    /// <summary>Started and wired once; each test puts right what it breaks.</summary>
    public sealed class Servers(ServerUnderTest server) : IAsyncLifetime
    {
        internal Cluster Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Cluster = await EndToEnd.Cluster.StartAsync(server, new TopologySettings { Grace = TimeSpan.FromMilliseconds(500) });
            await using var supervisor = Cluster.Supervise();
            await supervisor.UntilProvedAsync();
            await Cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(64) UNIQUE)");
            await Cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["0"]);
        }

        public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();
    }
}
