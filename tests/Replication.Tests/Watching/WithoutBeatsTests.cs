using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

/// <summary>Where beats are off, what was proved by them is kept up by what is left: signs of life and transactions.</summary>
public sealed class WithoutBeatsTests
{
    [Fact]
    public void No_beat_is_wanted() => Missing(Found.Wired()).ShouldBeEmpty();

    [Fact]
    public void Every_link_needs_a_sign_of_life() =>
        Missing(Found.Wired().WithChannel("node2", channel => channel with { HeartbeatAge = TimeSpan.FromSeconds(7) })).ShouldBe(
            ["node1 → node2 carries no writer's beat, and its source gave no sign of life for 7.0 s"]);

    [Theory]
    [InlineData(4.0, 0, false)]
    [InlineData(4.1, 0, true)]
    [InlineData(33.9, 30, false)]
    [InlineData(34.1, 30, true)]
    public void A_replica_may_lack_something_for_as_long_as_a_beat_might_take(double seconds, int delay, bool said)
    {
        var found = Found.Wired();
        var link = found.Link("node1", "node2");
        if (delay > 0)
            found = found with
            {
                Topology = ReplicationTopology.Create(
                    found.Topology.Nodes, found.Topology.Links.Select(other => other == link ? link = link with { Delay = TimeSpan.FromSeconds(delay) } : other)),
            };

        Missing(found, (link, TimeSpan.FromSeconds(seconds))).Where(reason => reason.Contains("lacked", StringComparison.Ordinal)).ShouldBe(
            said ? [FormattableString.Invariant($"node2 has lacked transactions that node1 had for {seconds:0.0} s")] : []);
    }

    static IReadOnlyList<string> Missing(PlannerInput found, params (TopologyLink Link, TimeSpan For)[] lacking) =>
        Proof.Missing(new ProofInput(found, found.Plan(), (_, _) => null, found.Server("node1")!.Executed) { WithoutBeats = lacking.ToDictionary(entry => entry.Link, entry => entry.For) });
}
