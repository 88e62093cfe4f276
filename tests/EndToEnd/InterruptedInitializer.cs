using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.Logging.Abstractions;

namespace DualMaster.EndToEnd;

/// <summary>An initializer that is cut off after an exact number of steps: the product's own observer, planner and executor, one round.</summary>
sealed class InterruptedInitializer : IAsyncDisposable
{
    readonly Cluster cluster;
    readonly Dictionary<string, ServerSession> sessions;
    readonly StepExecutor executor;

    public InterruptedInitializer(Cluster cluster)
    {
        this.cluster = cluster;
        var account = new ReplicationAccount(ReplicationAccount.DefaultUser, Cluster.ReplicationPassword);
        sessions = cluster.Topology.Nodes.ToDictionary(
            node => node.Name,
            node => new ServerSession(node, cluster.Servers.ConnectionString(node.Name), account, cluster.Topology.Settings));
        executor = new StepExecutor(sessions, account, NullLogger.Instance);
    }

    public async Task<WiringPlan> PlanAsync(IReadOnlyDictionary<TopologyLink, LinkCommand> orders)
    {
        var found = await new TopologyObserver(sessions, TimeProvider.System).ObserveAsync("dualmaster.initializer", Cluster.Token);
        return WiringPlanner.Plan(new PlannerInput(cluster.Topology, found, new Dictionary<TopologyLink, LinkHistory>()) { Orders = orders });
    }

    public async Task TakeAsync(IEnumerable<WiringStep> steps)
    {
        foreach (var step in steps)
            await executor.ExecuteAsync(step, Cluster.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions.Values)
            await session.DisposeAsync();
    }
}
