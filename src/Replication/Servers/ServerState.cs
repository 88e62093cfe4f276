using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Servers;

/// <summary>What was read from a server that answered.</summary>
public sealed record ServerState
{
    /// <summary>Its version.</summary>
    public required ServerVersion Version { get; init; }

    /// <summary><c>server_id</c>.</summary>
    public required uint ServerId { get; init; }

    /// <summary><c>server_uuid</c> in lower case; null where the family has none.</summary>
    public required string? ServerUuid { get; init; }

    /// <summary>What tells it from every other server, and names its own transactions in a <see cref="GtidSet"/>.</summary>
    public string Identity => ServerUuid ?? MariaDbGtids.Identity(ServerId);

    /// <summary>The settings that decide whether it can be wired, by name as the server spells it, values as it prints them.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Whether ordinary accounts are refused writes (<c>read_only</c>).</summary>
    public required bool ReadOnly { get; init; }

    /// <summary>Whether every account is refused writes (<c>super_read_only</c>).</summary>
    public required bool SuperReadOnly { get; init; }

    /// <summary>Whether it refuses writes of as many accounts as its family can: every account, or all but administrators.</summary>
    public bool IsClosed { get => field || SuperReadOnly; init; }

    /// <summary>Whether <c>super_read_only</c> will be on after a restart; null where no statement tells.</summary>
    public required bool? ReadOnlyPersisted { get; init; }

    /// <summary>Whether connections to it can be encrypted.</summary>
    public required bool OffersTls { get; init; }

    /// <summary>Whether its transactions have names; where they have not, all sets are empty and mean nothing.</summary>
    public bool HasGtids { get; init; } = true;

    /// <summary>All transactions that it has, read in the first pass of the round.</summary>
    public required GtidSet Executed { get; init; }

    /// <summary>
    /// The same, read in the second pass, when the first had been read on <em>every</em> node: what another node had in its first
    /// pass and this one lacks in its second is really missing, and no race.
    /// </summary>
    public GtidSet ExecutedLater { get => field ?? Executed; init; }

    /// <summary>Transactions that it has, and no longer has the binary log of.</summary>
    public required GtidSet Purged { get; init; }

    /// <summary>
    /// Transactions that it has and did not log, so that nobody receives them from it: MariaDB does not log what changed nothing when
    /// it was applied (<c>CREATE … IF NOT EXISTS</c> of what exists).
    /// </summary>
    public GtidSet Unlogged { get; init; } = GtidSet.Empty;

    /// <summary>
    /// Of its own transactions, those that it does not ask its sources for. MySQL asks for none that it has. MariaDB asks from where it last saw
    /// its own come back (<c>gtid_slave_pos</c>), and a source whose logs begin later refuses it.
    /// </summary>
    public GtidSet Returned { get => field ?? Executed; init; }

    /// <summary>Transactions that whoever follows it receives.</summary>
    internal GtidSet PassedOn => Executed.Except(Unlogged);

    /// <summary>Its binary logs; null where nobody asked for them, or there are none.</summary>
    public BinaryLogs? Logs { get; init; }

    /// <summary>Its channels.</summary>
    public IReadOnlyList<ChannelState> Channels { get; init; } = [];

    /// <summary>Whether it holds tables of users; only looked for where no transaction is known, null otherwise.</summary>
    public bool? HasUserData { get; init; }

    /// <summary>Whether it holds part of a copy of another node, which did not come to its end yet.</summary>
    public bool IsHalfCopied { get; init; }

    /// <summary>The replication account.</summary>
    public AccountState Account { get; init; }

    /// <summary>Whether the tables of schema <c>dualmaster</c> are all there.</summary>
    public bool HasStateSchema { get; init; }

    /// <summary>Which servers the nodes were, as this server remembers.</summary>
    public IReadOnlyList<IdentityRecord> Identities { get; init; } = [];

    /// <summary>Age of the oldest row of schema <c>dualmaster</c>, by this server's clock; null when there is none.</summary>
    public TimeSpan? StateAge { get; init; }

    /// <summary>What operators last wanted of the links, as this server remembers.</summary>
    public IReadOnlyList<DesiredLink> DesiredLinks { get; init; } = [];

    /// <summary>The writers' latest beats that are visible here.</summary>
    public IReadOnlyList<Beat> Beats { get; init; } = [];

    /// <summary>The latest beat of a writer that is visible here; null when there is none.</summary>
    /// <param name="writer">The writer.</param>
    internal Beat? BeatOf(TopologyNode writer) => Beats.FirstOrDefault(beat => beat.ServerId == writer.ServerId);

    /// <summary>Difference of its clock to the initializer's; positive when it is ahead.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>Id of the connection that holds the lock which lets one initializer act; null when it was not looked at, or nobody does.</summary>
    public int? LockOwner { get; init; }

    /// <summary>Whether that connection is, or was, this initializer's.</summary>
    public bool HoldsLock { get; init; }

    /// <summary>How it is spoken to.</summary>
    internal IServerDialect Dialect => ServerDialects.For(Version) ?? throw new NotSupportedException($"There is no dialect for {Version}.");
}
