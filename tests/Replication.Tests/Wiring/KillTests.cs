using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>A crash between any two steps is harmless, because the next round looks again.</summary>
public sealed class KillTests
{
    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void An_initializer_that_is_killed_after_any_step_is_continued_by_the_next(string name)
    {
        var steps = new SimulatedInitializer(new SimulatedCluster(Topologies.Named(name))).Plan().Steps.Count;
        for (var taken = 0; taken <= steps; taken++)
        {
            var cluster = new SimulatedCluster(Topologies.Named(name));
            Killed(cluster, taken);

            ShouldBecomeWired(cluster, $"killed after {taken} of {steps} steps");
        }
    }

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void An_initializer_that_is_killed_after_each_single_step_gets_there_in_the_end(string name)
    {
        var cluster = new SimulatedCluster(Topologies.Named(name));
        for (var killed = 0; killed < 200; killed++)
        {
            Killed(cluster, 1);
            cluster.Settle(TimeSpan.FromSeconds(1));
        }

        ShouldBecomeWired(cluster, "killed after each step");
    }

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void A_repair_that_is_killed_after_any_step_is_continued_by_the_next(string name)
    {
        for (var taken = 0; taken <= 40; taken++)
        {
            var cluster = new SimulatedCluster(Topologies.Named(name));
            new SimulatedInitializer(cluster).RunUntilWired();
            foreach (var channel in cluster.Nodes.SelectMany(node => node.Channels))
                channel.Target = channel.Target with { RetryCount = 10 };
            cluster.Password = "rotated";
            Killed(cluster, taken);

            ShouldBecomeWired(cluster, $"killed after {taken} steps");
        }
    }

    [Theory, MemberData(nameof(Topologies.All), MemberType = typeof(Topologies))]
    public void A_restart_of_everything_leads_back_without_laying_anything(string name)
    {
        var cluster = new SimulatedCluster(Topologies.Named(name));
        new SimulatedInitializer(cluster).RunUntilWired();
        foreach (var node in cluster.Nodes)
            node.GoDown();
        foreach (var node in cluster.Nodes)
            node.ComeBack();

        var next = new SimulatedInitializer(cluster);
        next.RunUntilWired();

        next.Unwired().ShouldBeEmpty();
        next.Taken.Where(step => step is not OpenWriter).ShouldBeEmpty();
    }

    static void Killed(SimulatedCluster cluster, int after)
    {
        var killed = new SimulatedInitializer(cluster);
        killed.Take(killed.Plan(), after);
        killed.Failures.ShouldBeEmpty();
    }

    static void ShouldBecomeWired(SimulatedCluster cluster, string when)
    {
        var next = new SimulatedInitializer(cluster);
        var last = next.RunUntilWired();

        next.Unwired().ShouldBeEmpty(when);
        next.Failures.ShouldBeEmpty(when);
        last.Steps.ShouldBeEmpty(when);
        last.Refusals.ShouldBeEmpty(when);
    }
}
