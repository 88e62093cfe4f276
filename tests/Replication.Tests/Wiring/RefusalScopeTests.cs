using CsCheck;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>A refusal stops everything new and everything on the node concerned; what was there elsewhere is still mended.</summary>
public sealed class RefusalScopeTests
{
    static readonly Func<PlannerInput, string, PlannerInput>[] Reasons =
    [
        (found, node) => found.With(node, server => server with { ServerId = 99 }),
        (found, node) => found.WithSetting(node, ServerSettings.GtidMode, "OFF"),
        (found, node) => found.WithSetting(node, ServerSettings.LogBin, "OFF"),
        (found, node) => found.WithSetting(node, ServerSettings.BinlogFormat, "MIXED"),
        (found, node) => found.With(node, server => server with { HasUserData = true }),
        (found, node) => found.With(node, server => server with { ServerUuid = found.Uuid(Other(found, node)) }),
        // One that is proved empty would be copied to instead.
        (found, node) => found.With(node, server => server with { HasUserData = null }).With(Other(found, node), server => server.Adding($"{found.Uuid(node)}:1000"))
            with { LackingOwnFor = new Dictionary<string, TimeSpan> { [node] = TimeSpan.FromSeconds(15) } },
    ];

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void While_anything_is_refused_nothing_new_is_laid_and_nothing_is_done_to_the_node_concerned(string name) =>
        Gen.Select(Story.Any, Gen.Int[0, 8], Gen.Int[0, Reasons.Length - 1]).Sample(
            (story, place, reason) =>
            {
                var topology = Topologies.Named(name);
                var node = topology.Nodes[place % topology.Nodes.Count].Name;
                var plan = Reasons[reason](new SimulatedInitializer(Story.Live(topology, story)).Look(), node).Plan();

                plan.Refusals.ShouldNotBeEmpty();
                plan.Steps.ShouldAllBe(step => !step.IsNew && !step.Nodes.Contains(node));
            },
            iter: 50);

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void Every_step_that_is_planned_beside_a_refusal_can_be_taken(string name) =>
        Gen.Select(Story.Any, Gen.Int[0, 8]).Sample(
            (story, place) =>
            {
                var topology = Topologies.Named(name);
                var cluster = Story.Live(topology, story);
                var initializer = new SimulatedInitializer(cluster);
                initializer.Take(initializer.Look().WithSetting(topology.Nodes[place % topology.Nodes.Count].Name, ServerSettings.GtidMode, "OFF").Plan());

                initializer.Failures.ToArray().ShouldBeEmpty();
            },
            iter: 50);

    [Fact]
    public void A_stopped_link_between_other_nodes_is_started_while_a_node_is_refused()
    {
        var found = Found.Wired().With("node2", server => server with { ServerId = 99 })
            .WithChannel("node4", channel => channel with { Io = ReplicaThreadState.Stopped, Sql = ReplicaThreadState.Stopped });
        found = found.WithHistory(found.Link("node3", "node4"), new LinkHistory(TimeSpan.FromMinutes(1), null, null));

        found.Plan().Steps.ShouldBe([new StartChannel(found.Link("node3", "node4"), "")]);
    }

    [Fact]
    public void A_replica_that_lost_its_read_only_is_closed_while_another_node_is_refused() =>
        Found.Wired().With("node2", server => server with { ServerId = 99 })
            .With("node4", server => server with { ReadOnly = false, SuperReadOnly = false, ReadOnlyPersisted = false })
            .Plan().Steps.ShouldBe([new PersistReadOnly("node4", Wired: true)]);

    [Fact]
    public void A_replica_whose_link_may_not_be_laid_yet_is_not_closed_either() =>
        Found.Fresh().With("node1", server => server with { ServerId = 99 }).Plan().Steps.ShouldBeEmpty();

    [Fact]
    public void A_link_from_or_to_the_node_concerned_is_left_as_it_is()
    {
        var found = Found.Wired().With("node1", server => server with { ServerId = 99 })
            .WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Stopped, Sql = ReplicaThreadState.Stopped })
            .WithChannel("node1", channel => channel with { Target = channel.Target with { Delay = TimeSpan.FromHours(1) } });
        found = found.WithHistory(found.Link("node1", "node2"), new LinkHistory(TimeSpan.FromMinutes(1), null, null));

        found.Plan().Steps.ShouldBeEmpty();
    }

    [Fact]
    public void A_returning_writer_is_not_opened_while_it_is_refused_itself()
    {
        var found = Found.Wired(Topologies.OneWriter)
            .With("node1", server => server with { ReadOnly = true, SuperReadOnly = true, ServerId = 99 });

        found.Plan().Steps.ShouldBeEmpty();
    }

    static string Other(PlannerInput found, string node) => found.Topology.Nodes.First(other => other.Name != node).Name;
}
