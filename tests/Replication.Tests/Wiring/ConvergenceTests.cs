using DualMaster.Replication.Topology;
using CsCheck;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>There is one loop: from wherever it starts, it leads to the same place.</summary>
public sealed class ConvergenceTests
{
    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void A_fresh_cluster_becomes_wired_in_one_round_and_the_one_writer_is_opened_in_the_next(string name)
    {
        var cluster = new SimulatedCluster(Topologies.Named(name));
        var initializer = new SimulatedInitializer(cluster);

        initializer.Round();
        cluster.Settle(TimeSpan.FromSeconds(1));
        if (cluster.Topology.Settings.WriterMode == WriterMode.One)
        {
            initializer.Round();
            cluster.Settle(TimeSpan.FromSeconds(1));
        }

        initializer.Failures.ShouldBeEmpty();
        initializer.Unwired().ShouldBeEmpty();
        ShouldBeEmpty(initializer.Plan());
    }

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void From_any_reachable_state_every_planned_step_can_be_taken_until_it_is_wired(string name) =>
        Story.Any.Sample(story => ShouldBecomeWired(name, story), print: Story.Told);

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void Channels_that_were_pointed_elsewhere_are_pointed_back(string name) =>
        Story.OfPointing.Sample(story => ShouldBecomeWired(name, story), print: Story.Told);

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void Planning_twice_gives_the_same(string name) =>
        Story.Any.Sample(
            story =>
            {
                var found = new SimulatedInitializer(Story.Live(Topologies.Named(name), story)).Look();

                var (first, second) = (WiringPlanner.Plan(found), WiringPlanner.Plan(found));

                second.Steps.ShouldBe(first.Steps);
                second.Decisions.ShouldBe(first.Decisions);
                second.Waits.ShouldBe(first.Waits);
                second.Notes.ShouldBe(first.Notes);
                second.Refusals.Select(refusal => refusal.Sentence).ShouldBe(first.Refusals.Select(refusal => refusal.Sentence));
            },
            print: Story.Told);

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void While_nodes_are_away_nothing_is_refused_and_no_step_needs_them(string name) =>
        Gen.Select(Story.Any, Gen.Int[1, 511]).Sample(
            (story, away) =>
            {
                var cluster = Story.Live(Topologies.Named(name), story);
                var missing = cluster.Nodes.Where((_, index) => (away >> index & 1) == 1).ToArray();
                foreach (var node in missing)
                    node.GoDown();

                var plan = new SimulatedInitializer(cluster).Plan();

                plan.Refusals.ShouldBeEmpty();
                plan.Steps.Where(step => missing.Any(node => step.Nodes.Contains(node.Name)) && step is not StartChannel).ShouldBeEmpty();
                plan.Steps.ShouldAllBe(step => missing.All(node => node.Name != step.Node));
            });

    static void ShouldBecomeWired(string topology, Chapter[] story)
    {
        var initializer = new SimulatedInitializer(Story.Live(Topologies.Named(topology), story));

        var last = initializer.RunUntilWired();

        initializer.Failures.Distinct().ToArray().ShouldBeEmpty();
        ShouldBeEmpty(last);
        initializer.Unwired().ShouldBeEmpty();
    }

    static void ShouldBeEmpty(WiringPlan plan)
    {
        plan.Steps.ShouldBeEmpty();
        plan.Refusals.ShouldBeEmpty();
        plan.Decisions.ShouldBeEmpty();
        plan.Waits.ShouldBeEmpty();
    }
}
