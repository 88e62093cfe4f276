using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Tests.Simulation;

/// <summary>What can happen to a cluster, and what a person can do to it, that needs no operator afterwards.</summary>
enum FaultKind
{
    Wait,
    Write,
    NodeGoesDown,
    NodeComesBack,
    LinkIsStopped,
    ReceiverIsStopped,
    ApplierIsStopped,
    ApplierMeetsALock,
    ReceiverGivesUp,
    ChannelIsLost,
    ChannelIsRenamed,
    UserDrifts,
    RetryDrifts,
    DelayDrifts,
    TlsDrifts,
    AutoPositionDrifts,
    SourceMoved,
    AddressDrifts,
    ReplicaIsSentElsewhere,
    ReadOnlyIsLost,
    PersistedReadOnlyIsLost,
    AccountIsLost,
    PasswordIsRotated,
    SchemaIsLost,
    IdentityIsForgotten,
    TlsIsSwitched,
}

/// <summary>Two numbers say which node, channel or amount; whatever they are, they mean something.</summary>
sealed record Fault(FaultKind Kind, int Where, int HowMuch)
{
    public void Strike(SimulatedCluster cluster)
    {
        var node = cluster.Nodes[Where % cluster.Nodes.Count];
        var channel = node.Channels.Count == 0 ? null : node.Channels[HowMuch % node.Channels.Count];
        if (channel is not null)
            StrikeChannel(cluster, node, channel);
        StrikeNode(cluster, node);
    }

    void StrikeNode(SimulatedCluster cluster, SimulatedNode node)
    {
        switch (Kind)
        {
            case FaultKind.Wait:
                cluster.Settle(TimeSpan.FromSeconds(HowMuch));
                break;
            case FaultKind.Write when IsOpenMaster(node):
                cluster.Commit(node, _ => { });
                break;
            case FaultKind.NodeGoesDown:
                node.GoDown();
                break;
            case FaultKind.NodeComesBack when !node.IsUp:
                node.ComeBack();
                break;
            case FaultKind.ReadOnlyIsLost:
                node.ReadOnly = node.SuperReadOnly = false;
                break;
            case FaultKind.PersistedReadOnlyIsLost:
                node.ReadOnlyPersisted = false;
                break;
            case FaultKind.AccountIsLost when IsOpenMaster(node) && MastersAgree(cluster) && HowMuch % 2 == 0:
                node.AccountPassword = null;
                break;
            case FaultKind.AccountIsLost when IsOpenMaster(node) && MastersAgree(cluster):
                cluster.Commit(node, reached => reached.AccountPassword = null);
                break;
            case FaultKind.PasswordIsRotated when MastersAgree(cluster):
                cluster.Password = $"password {HowMuch}";
                break;
            case FaultKind.SchemaIsLost when IsOpenMaster(node):
                cluster.Commit(node, LoseSchema);
                break;
            case FaultKind.IdentityIsForgotten:
                foreach (var remembering in cluster.Nodes)
                    remembering.Identities.RemoveAll(known => known.Node == node.Name);
                break;
            case FaultKind.TlsIsSwitched:
                node.OffersTls = !node.OffersTls;
                break;
        }
    }

    void StrikeChannel(SimulatedCluster cluster, SimulatedNode node, SimulatedChannel channel)
    {
        switch (Kind)
        {
            case FaultKind.LinkIsStopped:
                channel.Stop();
                break;
            case FaultKind.ReceiverIsStopped:
                channel.Io = ReplicaThreadState.Stopped;
                break;
            case FaultKind.ApplierIsStopped:
                channel.Sql = ReplicaThreadState.Stopped;
                break;
            case FaultKind.ApplierMeetsALock:
                channel.Sql = ReplicaThreadState.Stopped;
                channel.SqlError = new ReplicationError(1205, "lock wait timeout", ReplicationErrorKind.Transient);
                break;
            case FaultKind.ReceiverGivesUp:
                channel.Io = ReplicaThreadState.Stopped;
                channel.IoError = new ReplicationError(2003, "cannot connect", ReplicationErrorKind.Transient);
                break;
            case FaultKind.ChannelIsLost:
                node.Channels.Remove(channel);
                break;
            case FaultKind.ChannelIsRenamed when channel.Name.Length == 0:
                channel.Name = "legacy";
                break;
            case FaultKind.UserDrifts when channel.SourceUuid is not null:
                channel.Target = channel.Target with { User = "somebody" };
                break;
            case FaultKind.RetryDrifts:
                channel.Target = channel.Target with { ConnectRetry = TimeSpan.FromHours(1), RetryCount = 1 + HowMuch };
                break;
            case FaultKind.DelayDrifts:
                channel.Target = channel.Target with { Delay = TimeSpan.FromSeconds(HowMuch) };
                break;
            case FaultKind.TlsDrifts:
                channel.Target = channel.Target with { Tls = !channel.Target.Tls };
                break;
            case FaultKind.AutoPositionDrifts:
                channel.Target = channel.Target with { AutoPosition = false };
                break;
            case FaultKind.SourceMoved when channel.SourceUuid is not null:
                channel.Target = channel.Target with { Host = "where it was before" };
                break;
            case FaultKind.AddressDrifts when channel.Target.User == ReplicationAccount.DefaultUser:
                Send(channel, channel.Target with { Host = "nowhere", Port = 3306 + HowMuch });
                break;
            case FaultKind.ReplicaIsSentElsewhere:
                var elsewhere = cluster.Nodes[HowMuch % cluster.Nodes.Count].Wanted;
                Send(channel, channel.Target with { Host = elsewhere.ReplicationHost, Port = elsewhere.ReplicationPort, User = ReplicationAccount.DefaultUser });
                break;
        }
    }

    static bool IsOpenMaster(SimulatedNode node) => node is { IsUp: true, SuperReadOnly: false, Wanted.Role: NodeRole.Master };

    // A single writer that lacks transactions of a closed master which it can no longer log in at is a case for an operator.
    static bool MastersAgree(SimulatedCluster cluster) =>
        cluster.Topology.Settings.WriterMode == WriterMode.All
        || cluster.Nodes.Where(node => node.Wanted.Role == NodeRole.Master).Select(node => node.Executed.Count).Distinct().Count() == 1;

    static void LoseSchema(SimulatedNode node)
    {
        node.HasStateSchema = false;
        node.Identities.Clear();
    }

    void Send(SimulatedChannel channel, ChannelTarget target)
    {
        channel.Stop();
        channel.Point(target);
        if (HowMuch % 2 == 0)
            return;

        channel.StartReceiver();
        channel.StartApplier();
    }
}
