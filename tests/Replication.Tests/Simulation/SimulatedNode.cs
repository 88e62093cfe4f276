using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Tests.Simulation;

/// <summary>One server: as much of MySQL as the steps of the planner touch.</summary>
sealed class SimulatedNode
{
    readonly ReplicationTopology topology;
    readonly HashSet<SimulatedTransaction> executed = [];
    readonly HashSet<SimulatedTransaction> purged = [];

    public SimulatedNode(ReplicationTopology topology, TopologyNode wanted)
    {
        this.topology = topology;
        Wanted = wanted;
        Uuid = UuidOf(wanted);
        ReadOnly = OptionReadOnly;
    }

    public TopologyNode Wanted { get; }

    public string Name => Wanted.Name;

    public string Uuid { get; private set; }

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

    /// <summary>A copy of another node: all that it holds, and no log of it.</summary>
    public void TakeAllOf(SimulatedNode donor)
    {
        foreach (var transaction in donor.Executed)
            Apply(transaction);
        purged.UnionWith(executed);
    }

    /// <summary>Its disk was exchanged; the server on it is a new one.</summary>
    public void LoseData(string uuid)
    {
        executed.Clear();
        purged.Clear();
        Channels.Clear();
        Identities.Clear();
        DesiredLinks.Clear();
        Uuid = uuid;
        AccountPassword = null;
        HasStateSchema = ReadOnlyPersisted = SuperReadOnly = false;
        ReadOnly = OptionReadOnly;
    }

    /// <summary>It throws its binary logs away.</summary>
    public void Purge() => purged.UnionWith(executed);

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

    public bool HasLogOf(SimulatedTransaction transaction) => !purged.Contains(transaction);

    static GtidSet Set(IEnumerable<SimulatedTransaction> transactions) =>
        GtidSet.Parse(string.Join(',', transactions.Select(transaction => $"{transaction.Uuid}:{transaction.Number}")));

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
            Executed = Set(executed),
            Purged = Set(purged),
            HasUserData = executed.Count == 0 ? false : null,
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
