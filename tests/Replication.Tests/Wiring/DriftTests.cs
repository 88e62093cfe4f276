using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>Every part of a channel's target that drifted is put right; what cannot be judged is left alone.</summary>
public sealed class DriftTests
{
    static readonly Dictionary<string, Func<ChannelTarget, ChannelTarget>> Changes = new()
    {
        ["host"] = target => target with { Host = "other" },
        ["port"] = target => target with { Port = 1 },
        ["user"] = target => target with { User = "root" },
        ["position"] = target => target with { AutoPosition = false },
        ["encryption"] = target => target with { Tls = false },
        ["pause between attempts"] = target => target with { ConnectRetry = TimeSpan.FromSeconds(60) },
        ["number of attempts"] = target => target with { RetryCount = 10 },
        ["heartbeat"] = target => target with { HeartbeatPeriod = TimeSpan.FromSeconds(30) },
        ["delay"] = target => target with { Delay = TimeSpan.FromSeconds(1) },
    };

    public static TheoryData<string> Parts => [.. Changes.Keys];

    [Theory, MemberData(nameof(Parts))]
    public void A_part_that_drifted_is_put_right_at_once(string part)
    {
        var found = Found.Wired();
        var link = found.Link("node1", "node2");

        Drifted(found, part).Plan().Steps.ShouldBe([new ConfigureChannel(link, "", found.Server("node2")!.Channels[0].Target, Exists: true), new StartChannel(link, "")]);
    }

    [Theory, MemberData(nameof(Parts))]
    public void It_is_left_as_it_is_while_the_source_is_away(string part) =>
        Drifted(Found.Wired(), part).Without("node1").Plan().Steps.ShouldBeEmpty();

    [Fact]
    public void Every_part_of_the_target_is_tried() =>
        typeof(ChannelTarget).GetConstructors().Single(constructor => constructor.GetParameters().Length > 1).GetParameters().Length.ShouldBe(Changes.Count);

    [Fact]
    public void A_link_never_gives_up_and_notices_a_dead_connection_soon()
    {
        var topology = Topologies.Named(Topologies.Delayed);
        var link = topology.Link("node1", "node2");

        LinkPlanner.Target(topology, link, Found.Wired(Topologies.Delayed).Server("node1")!, Found.Wired(Topologies.Delayed).Server("node2")!).ShouldBe(new ChannelTarget(
            "127.0.0.1", 5501, "dualmaster_repl", AutoPosition: true, Tls: true,
            ConnectRetry: TimeSpan.FromSeconds(2), RetryCount: 4294967295, HeartbeatPeriod: TimeSpan.FromSeconds(2), Delay: TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Links_from_and_to_a_server_without_encryption_go_without_and_it_is_said()
    {
        var plan = Found.Fresh().With("node1", server => server with { OffersTls = false }).Plan();

        plan.Steps.OfType<ConfigureChannel>().Where(step => step.Link is not { Source: "node3", Replica: "node4" }).ShouldAllBe(step => !step.Target.Tls);
        plan.Steps.OfType<ConfigureChannel>().Single(step => step.Link is { Source: "node3", Replica: "node4" }).Target.Tls.ShouldBeTrue();
        plan.Steps.OfType<EnsureReplicationAccount>().ShouldAllBe(step => !step.RequireTls);
        plan.Notes.ShouldBe(["node1: no TLS, so links from and to it are not encrypted."]);
    }

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(1.1, 1)]
    [InlineData(-1.1, 1)]
    public void Clocks_that_disagree_are_worth_a_note(double seconds, int notes) =>
        Found.Wired().With("node4", server => server with { ClockOffset = TimeSpan.FromSeconds(seconds) }).Plan().Notes.Count.ShouldBe(notes);

    static PlannerInput Drifted(PlannerInput found, string part) =>
        found.WithChannel("node2", channel => channel with { Target = Changes[part](channel.Target) });
}
