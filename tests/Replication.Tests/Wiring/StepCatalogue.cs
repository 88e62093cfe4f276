using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>Every kind of step there is, with every variant that leads to another statement.</summary>
static class StepCatalogue
{
    static readonly TopologyLink Link = new("node1", "node2", TimeSpan.FromSeconds(3));

    static readonly ChannelTarget Target = new(
        "host", 3306, ReplicationAccount.DefaultUser, AutoPosition: true, Tls: true, TimeSpan.FromSeconds(2), 86400, TimeSpan.FromSeconds(2), Link.Delay);

    public static IReadOnlyList<Type> Kinds { get; } =
        [.. typeof(WiringStep).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(WiringStep)) && !type.IsAbstract)];

    public static IReadOnlyList<WiringStep> Samples { get; } =
    [
        new EnsureReplicationAccount("node1", RequireTls: true),
        new EnsureReplicationAccount("node1", RequireTls: false),
        new CreateStateSchema("node1"),
        new CopyStep("node2", "node1"),
        new ConfigureChannel(Link, "", Target, Exists: false),
        new ConfigureChannel(Link, "node1", Target, Exists: true),
        new ConfigureChannel(Link, "node1", Target with { Tls = false, AutoPosition = false }, Exists: true),
        new StartChannel(Link, ""),
        new StopChannel(Link, ""),
        new RestartReceiver(Link, ""),
        new RestartChannel(Link, ""),
        new RecordDesiredLink("node1", Link, new DesiredLink("node1", "node2", Paused: true, DateTime.UnixEpoch)),
        new RecordDesiredLink("node3", Link, new DesiredLink("node1", "node2", Paused: false, DateTime.UnixEpoch)),
        new PersistReadOnly("node2", Wired: true),
        new PersistReadOnly("node2", Wired: false),
        new OpenWriter("node1", Wired: false),
        new RecordIdentity("node1", new IdentityRecord("node2", "00000002-1111-1111-1111-111111111111", 2)),
    ];
}
