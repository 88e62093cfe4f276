using DualMaster.Replication.Servers;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Tests.Simulation;

/// <summary>What each step does to a server. A step that is missing here fails a test.</summary>
static class StepEffects
{
    static readonly Dictionary<Type, Action<SimulatedCluster, SimulatedNode, WiringStep>> Effects = new()
    {
        [typeof(EnsureReplicationAccount)] = (cluster, node, _) => MakeAccount(cluster, node),
        [typeof(CreateStateSchema)] = (cluster, node, _) => cluster.Commit(node, reached => reached.HasStateSchema = true),
        [typeof(CopyStep)] = (cluster, node, step) => node.TakeAllOf(cluster.Node(((CopyStep)step).Donor)),
        [typeof(ConfigureChannel)] = (cluster, node, step) => Configure(cluster, node, (ConfigureChannel)step),
        [typeof(StartChannel)] = (_, node, step) => Start(node.Channel(((StartChannel)step).Channel)),
        [typeof(StopChannel)] = (_, node, step) => node.Channel(((StopChannel)step).Channel).Stop(),
        [typeof(RestartReceiver)] = (_, node, step) => node.Channel(((RestartReceiver)step).Channel).StartReceiver(),
        [typeof(RestartChannel)] = (_, node, step) => Restart(node.Channel(((RestartChannel)step).Channel)),
        [typeof(RecordDesiredLink)] = (cluster, node, step) => Order(cluster, node, ((RecordDesiredLink)step).Desired),
        [typeof(PersistReadOnly)] = (_, node, _) => node.ReadOnly = node.SuperReadOnly = node.ReadOnlyPersisted = true,
        [typeof(OpenWriter)] = (_, node, _) => node.ReadOnly = node.SuperReadOnly = false,
        [typeof(RecordIdentity)] = (cluster, node, step) => Remember(cluster, node, (RecordIdentity)step),
    };

    public static IReadOnlyCollection<Type> Known => Effects.Keys;

    public static void Take(SimulatedCluster cluster, WiringStep step)
    {
        var node = cluster.Node(step.Node);
        if (!node.IsUp)
            throw new StepFailedException($"2003: {node.Name} does not answer");
        Effects[step.GetType()](cluster, node, step);
    }

    static void MakeAccount(SimulatedCluster cluster, SimulatedNode node)
    {
        var password = cluster.Password;
        cluster.Commit(node, reached => reached.AccountPassword = password);
    }

    static void Configure(SimulatedCluster cluster, SimulatedNode node, ConfigureChannel step)
    {
        if (step.Exists)
            node.Channel(step.Channel).Stop();

        var channel = node.Channels.Find(channel => channel.Name == step.Channel);
        if (channel is null)
            node.Channels.Add(channel = new SimulatedChannel(step.Channel, step.Target, cluster.Password));
        else if (!channel.IsStopped)
            throw new StepFailedException($"3081: the threads of channel '{step.Channel}' of {node.Name} run; they must be stopped first");

        channel.Point(step.Target);
        channel.Password = cluster.Password;
    }

    static void Start(SimulatedChannel channel)
    {
        channel.StartReceiver();
        channel.StartApplier();
    }

    static void Restart(SimulatedChannel channel)
    {
        channel.Stop();
        Start(channel);
    }

    static void Order(SimulatedCluster cluster, SimulatedNode node, DesiredLink desired)
    {
        if (!node.HasStateSchema)
            throw new StepFailedException($"1146: {node.Name} has no table dualmaster.desired_link");
        var written = desired with { WrittenAt = desired.WrittenAt.AddMicroseconds(1) };
        cluster.Commit(node, reached => reached.DesiredLinks.Add(written));
    }

    static void Remember(SimulatedCluster cluster, SimulatedNode node, RecordIdentity step)
    {
        if (!node.HasStateSchema)
            throw new StepFailedException($"1146: {node.Name} has no table dualmaster.identity");
        cluster.Commit(node, reached => reached.Identities.Add(step.Record));
    }
}
