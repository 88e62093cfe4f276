using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Tests.Simulation;

/// <summary>One server: as much of MySQL as the steps of the planner touch.</summary>
sealed class SimulatedNode
{
    readonly ReplicationTopology topology;
    readonly HashSet<SimulatedTransaction> executed = [];

    public SimulatedNode(ReplicationTopology topology, TopologyNode wanted)
    {
        this.topology = topology;
        Wanted = wanted;
        Uuid = UuidOf(wanted);
        ReadOnly = OptionReadOnly;
    }

    public TopologyNode Wanted { get; }

    public string Name => Wanted.Name;

    public string Uuid { get; }

    public bool IsUp { get; private set; } = true;

    public bool OffersTls { get; set; } = true;

    public bool ReadOnly { get; set; }

    public bool SuperReadOnly { get; set; }

    public bool ReadOnlyPersisted { get; set; }

    public string? AccountPassword { get; set; }

    public bool HasStateSchema { get; set; }

    public List<IdentityRecord> Identities { get; } = [];

    public List<DesiredLink> DesiredLinks { get; } = [];

    public List<SimulatedChannel> Channels { get; } = [];

    public IReadOnlyCollection<SimulatedTransaction> Executed => executed;

    bool OptionReadOnly => ServerOptions.For(topology, Wanted, Version).Any(option => option.Name == "read_only");

    public static ServerVersion Version { get; } = new(ServerFamily.Current, new Version(9, 7, 4));

    public static string UuidOf(TopologyNode node) => $"{node.ServerId:x8}-1111-1111-1111-111111111111";

    public SimulatedChannel Channel(string name) =>
        Channels.Find(channel => channel.Name == name) ?? throw new StepFailedException($"3074: {Name} has no channel '{name}'");

    public void RequireWritable()
    {
        if (SuperReadOnly)
            throw new StepFailedException($"1290: {Name} runs with --super-read-only");
    }

    public void Apply(SimulatedTransaction transaction)
    {
        if (executed.Add(transaction))
            transaction.Effect(this);
    }

    public void GoDown() => IsUp = false;

    /// <summary>A server starts every channel that it has, whoever stopped it before.</summary>
    public void ComeBack()
    {
        IsUp = true;
        SuperReadOnly = ReadOnlyPersisted;
        ReadOnly = ReadOnlyPersisted || OptionReadOnly;
        foreach (var channel in Channels)
        {
            channel.StartReceiver();
            channel.StartApplier();
        }
    }

    public NodeState Show(string password) => IsUp
        ? new NodeState(Name, new ServerState
        {
            Version = Version,
            ServerId = Wanted.ServerId,
            ServerUuid = Uuid,
            ReadOnly = ReadOnly,
            SuperReadOnly = SuperReadOnly,
            ReadOnlyPersisted = ReadOnlyPersisted,
            OffersTls = OffersTls,
            Executed = GtidSet.Parse(string.Join(',', executed.Select(transaction => $"{transaction.Uuid}:{transaction.Number}"))),
            Purged = GtidSet.Empty,
            Account = AccountPassword is null ? AccountState.Missing
                : AccountPassword == password ? AccountState.Usable : AccountState.Unusable,
            HasStateSchema = HasStateSchema,
            Identities = [.. Identities],
            DesiredLinks = [.. DesiredLinks],
            Channels = [.. Channels.Select(channel => channel.Show())],
            Settings = new Dictionary<string, string>
            {
                [ServerSettings.LogBin] = "1",
                [ServerSettings.LogReplicaUpdates] = "1",
                [ServerSettings.BinlogFormat] = "ROW",
                [ServerSettings.GtidMode] = "ON",
                [ServerSettings.EnforceGtidConsistency] = "ON",
                [ServerSettings.AutoIncrementIncrement] = $"{topology.AutoIncrementStep}",
                [ServerSettings.AutoIncrementOffset] = $"{topology.AutoIncrementOffset(Name)}",
            },
        })
        : new NodeState(Name, null, "connection refused");
}
