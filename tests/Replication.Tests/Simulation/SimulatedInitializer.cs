using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Tests.Simulation;

/// <summary>The loop around the planner; a new one knows nothing of what an earlier one saw.</summary>
sealed class SimulatedInitializer(SimulatedCluster cluster)
{
    readonly LinkWatch watch = new(cluster.Time);

    public List<WiringStep> Taken { get; } = [];

    public List<string> Failures { get; } = [];

    public PlannerInput Look()
    {
        var found = new PlannerInput(cluster.Topology, cluster.Observe(), new Dictionary<TopologyLink, LinkHistory>());
        return found with { History = watch.Note(found), SilentFor = watch.NoteSilent(found) };
    }

    public WiringPlan Plan() => WiringPlanner.Plan(Look());

    /// <summary>Takes the first steps of a plan and dies, or stops at the first that a server refuses.</summary>
    public void Take(WiringPlan plan, int count = int.MaxValue)
    {
        foreach (var step in plan.Steps.Take(count))
        {
            try
            {
                StepEffects.Take(cluster, step);
                Taken.Add(step);
            }
            catch (StepFailedException refused)
            {
                Failures.Add($"{step}: {refused.Message}");
                return;
            }
            finally
            {
                if (step is ConfigureChannel or StartChannel or RestartReceiver)
                    watch.NoteMended(cluster.Topology.Links.First(link => link.Replica == step.Node && step.Nodes.Contains(link.Source)));
            }
        }
    }

    public WiringPlan Round()
    {
        cluster.Settle(TimeSpan.FromSeconds(1));
        var plan = Plan();
        Take(plan);
        return plan;
    }

    /// <summary>Rounds until there is nothing left to do, or for a minute.</summary>
    public WiringPlan RunUntilWired()
    {
        for (var round = 0; round < 60; round++)
            if (Round() is { Steps.Count: 0 } plan && Unwired().Length == 0)
                return plan;
        return Plan();
    }

    /// <summary>What a wired topology has and this one lacks, judged without the planner.</summary>
    public string[] Unwired() =>
    [
        .. cluster.Topology.Links.Where(link => !IsFollowed(link)).Select(link => $"{link} does not run"),
        .. cluster.Nodes.Where(node => node.SuperReadOnly == IsWriter(node) || node.ReadOnly == IsWriter(node)).Select(node => $"{node.Name} is {(node.ReadOnly ? "closed" : "open")}"),
        .. cluster.Nodes.Where(node => MustCloseOnStart(node) && !node.ReadOnlyPersisted).Select(node => $"{node.Name} opens by itself when it restarts"),
        .. cluster.Nodes.Where(node => IsMaster(node) && node.AccountPassword != cluster.Password).Select(node => $"{node.Name} lacks the account"),
        .. cluster.Nodes.Where(node => IsMaster(node) && !node.HasStateSchema).Select(node => $"{node.Name} lacks the schema"),
        .. cluster.Nodes.Where(node => !cluster.Node(cluster.Topology.Writers[0].Name).Identities.Any(known => known.Node == node.Name && known.ServerUuid == node.Uuid)).Select(node => $"{node.Name} is not remembered"),
    ];

    bool IsFollowed(TopologyLink link)
    {
        var source = cluster.Node(link.Source);
        var following = cluster.Node(link.Replica).Channels.Where(channel => channel.SourceUuid == source.Uuid).ToArray();
        return following is [{ Runs: true } only]
            && only.Target == LinkPlanner.Target(cluster.Topology, link, source.Show(cluster.Password).Server!, cluster.Node(link.Replica).Show(cluster.Password).Server!);
    }

    static bool IsMaster(SimulatedNode node) => node.Wanted.Role == NodeRole.Master;

    bool IsWriter(SimulatedNode node) => cluster.Topology.Writers.Contains(node.Wanted);

    bool MustCloseOnStart(SimulatedNode node) => !IsMaster(node) || cluster.Topology.Settings.WriterMode == WriterMode.One;
}
