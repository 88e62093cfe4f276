using System.Diagnostics;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>Where nothing happens, every round says the same.</summary>
[Collection(nameof(Undisturbed))]
public sealed class SteadyTests(ServerUnderTest server)
{
    [Fact]
    public async Task With_one_writer_it_stays_proved_although_a_link_carries_no_beat()
    {
        await using var cluster = await Cluster.StartAsync(server, new TopologySettings { WriterMode = WriterMode.One });
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();

        var proved = Stopwatch.StartNew();
        var rounds = await supervisor.RoundsAsync(status => status.State != TopologyHealth.Proved || proved.Elapsed > TimeSpan.FromSeconds(12));

        rounds.SelectMany(Complaints).ShouldBeEmpty();
        rounds.Last().Links.ShouldAllBe(link => link.Delivers == true);
    }

    [Fact]
    public async Task On_an_idle_topology_every_lag_is_known_and_below_a_second()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();

        var rounds = await supervisor.RoundsAsync(atLeast: 10);

        rounds.SelectMany(Complaints).ShouldBeEmpty();
        rounds.SelectMany(status => status.Links).Where(link => link is not { LagSeconds: <= 0.8 })
            .Select(link => $"{link.Source} → {link.Replica}: {link.LagSeconds?.ToString("0.00", null) ?? "unknown"}").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_initializer_that_starts_again_reports_no_lag_from_the_time_when_nobody_beat()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await using (var first = cluster.Supervise())
            await first.UntilProvedAsync();
        await Eventually.HoldsAsync(
            async () => await cluster.QueryAsync("node1", "SELECT TIMESTAMPDIFF(MICROSECOND, written_at, UTC_TIMESTAMP(6)) > 2000000 FROM dualmaster.beat WHERE server_id = @@server_id") is ["1"],
            () => "node1 still beats");

        await using var next = cluster.Supervise();
        var rounds = await next.RoundsAsync(status => status.State == TopologyHealth.Proved);

        rounds.SelectMany(status => status.Links).SelectMany(link => link.Lags).ShouldAllBe(lag => lag.Unknown != null || lag.Seconds < 1);
    }

    static IEnumerable<string> Complaints(TopologyStatus status) =>
        status.State == TopologyHealth.Proved ? [] : [$"{status.State}: {string.Join("; ", status.Refusals.Concat(status.Reasons))}"];
}
