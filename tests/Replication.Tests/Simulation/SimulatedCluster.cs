using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using Microsoft.Extensions.Time.Testing;

namespace DualMaster.Replication.Tests.Simulation;

/// <summary>All servers of a topology, and what moves between them; everything moves only in <see cref="Settle"/>.</summary>
sealed class SimulatedCluster
{
    readonly Dictionary<string, long> numbers = [];

    public SimulatedCluster(ReplicationTopology topology)
    {
        Topology = topology;
        Nodes = [.. topology.Nodes.Select(node => new SimulatedNode(topology, node))];
    }

    public ReplicationTopology Topology { get; }

    public FakeTimeProvider Time { get; } = new();

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    public string Password { get; set; } = "first";

    public SimulatedNode Node(string name) => Nodes.First(node => node.Name == name);

    public IReadOnlyDictionary<string, NodeState> Observe() => Nodes.ToDictionary(node => node.Name, node => node.Show(Password));

    public void Commit(SimulatedNode node, Action<SimulatedNode> effect)
    {
        node.RequireWritable();
        var number = numbers[node.Uuid] = numbers.GetValueOrDefault(node.Uuid) + 1;
        node.Apply(new SimulatedTransaction(node.Uuid, node.Wanted.ServerId, number, Time.GetUtcNow(), effect));
    }

    /// <summary>Lets time pass: receivers connect or lose their source, appliers apply.</summary>
    public void Settle(TimeSpan time)
    {
        Time.Advance(time);
        foreach (var node in Nodes.Where(node => node.IsUp))
            foreach (var channel in node.Channels)
                Connect(node, channel);

        while (Nodes.Where(node => node.IsUp).Any(Receive))
        {
        }
    }

    void Connect(SimulatedNode replica, SimulatedChannel channel)
    {
        var source = Nodes.FirstOrDefault(node => node.IsUp && node.Wanted.ReplicationHost == channel.Target.Host && node.Wanted.ReplicationPort == channel.Target.Port);
        if (channel.Io == ReplicaThreadState.Running && source is not null && source.Uuid != channel.SourceUuid)
            channel.StartReceiver();
        if (channel.Io == ReplicaThreadState.Running && source is null)
        {
            channel.StartReceiver();
            Fail(channel, new ReplicationError(2003, "cannot connect", ReplicationErrorKind.Transient));
        }
        else if (channel.Io == ReplicaThreadState.Connecting && channel.SleepsUntil <= Time.GetUtcNow())
        {
            if (source is null)
                Fail(channel, new ReplicationError(2003, "cannot connect", ReplicationErrorKind.Transient));
            else if (channel.Target.User != ReplicationAccount.DefaultUser || source.AccountPassword is null || source.AccountPassword != channel.Password)
                Fail(channel, new ReplicationError(1045, "access denied", ReplicationErrorKind.Login));
            else if (channel.Target.Tls && !source.OffersTls)
                Fail(channel, new ReplicationError(2026, "TLS is required", ReplicationErrorKind.Transient));
            else if (source == replica)
                (channel.Io, channel.IoError) = (ReplicaThreadState.Stopped, new ReplicationError(13117, "equal server ids", ReplicationErrorKind.Final));
            else
                (channel.Io, channel.IoError, channel.SourceUuid) = (ReplicaThreadState.Running, null, source.Uuid);
        }
    }

    void Fail(SimulatedChannel channel, ReplicationError error)
    {
        channel.IoError = error;
        channel.SleepsUntil = Time.GetUtcNow() + channel.Target.ConnectRetry;
        if (++channel.Attempts >= channel.Target.RetryCount)
            channel.Io = ReplicaThreadState.Stopped;
    }

    bool Receive(SimulatedNode replica)
    {
        var received = (
            from channel in replica.Channels
            where channel.Runs
            let source = Nodes.FirstOrDefault(node => node.Uuid == channel.SourceUuid)
            where source is not null
            from transaction in source.Executed
            // A server skips what it once committed itself, and a source cannot send what it has no log of.
            where transaction.ServerId != replica.Wanted.ServerId && source.HasLogOf(transaction)
            where transaction.CommittedAt + channel.Target.Delay <= Time.GetUtcNow() && !replica.Executed.Contains(transaction)
            orderby transaction.CommittedAt, transaction.Number
            select transaction).ToArray();
        foreach (var transaction in received)
            replica.Apply(transaction);
        return received.Length > 0;
    }
}
