namespace DualMaster.Replication.Topology;

/// <summary>The configuration section <c>Topology</c> as both hosts hand it over and as a file may give it.</summary>
public sealed class TopologyOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Topology";

    /// <summary>The nodes.</summary>
    /// <value>None; at least one master is required.</value>
    public IList<NodeOptions> Nodes { get; init; } = [];

    /// <summary>The links.</summary>
    /// <value>None.</value>
    public IList<LinkOptions> Links { get; init; } = [];

    /// <inheritdoc cref="TopologySettings.WriterMode"/>
    public WriterMode? WriterMode { get; set; }

    /// <inheritdoc cref="TopologySettings.Writer"/>
    public string? Writer { get; set; }

    /// <inheritdoc cref="TopologySettings.Positioning"/>
    public Positioning? Positioning { get; set; }

    /// <inheritdoc cref="TopologySettings.AutoIncrementStep"/>
    public int? AutoIncrementStep { get; set; }

    /// <inheritdoc cref="TopologySettings.BeatInterval"/>
    public TimeSpan? BeatInterval { get; set; }

    /// <inheritdoc cref="TopologySettings.RoundInterval"/>
    public TimeSpan? RoundInterval { get; set; }

    /// <inheritdoc cref="TopologySettings.ProvingInterval"/>
    public TimeSpan? ProvingInterval { get; set; }

    /// <inheritdoc cref="TopologySettings.Grace"/>
    public TimeSpan? Grace { get; set; }

    /// <inheritdoc cref="TopologySettings.StatementTimeout"/>
    public TimeSpan? StatementTimeout { get; set; }

    /// <inheritdoc cref="TopologySettings.BeatPatience"/>
    public TimeSpan? BeatPatience { get; set; }

    /// <inheritdoc cref="TopologySettings.BinaryLogRetention"/>
    public TimeSpan? BinaryLogRetention { get; set; }

    /// <inheritdoc cref="TopologySettings.RehomeAfter"/>
    public TimeSpan? RehomeAfter { get; set; }

    /// <inheritdoc cref="TopologySettings.Repairs"/>
    public RepairSettings? Repairs { get; set; }

    /// <summary>The password of the replication account, a secret of its own that the host makes and keeps.</summary>
    /// <value>None; required.</value>
    public string? ReplicationPassword { get; set; }

    /// <summary>The key that whoever gives commands has to show, a secret that the host makes and hands over.</summary>
    /// <value>None; without one all commands are refused.</value>
    public string? CommandKey { get; set; }

    /// <summary>How the servers' own dump program is started, word by word; it copies nodes that have no clone plugin.</summary>
    /// <value>None: <c>mysqldump</c> or <c>mariadb-dump</c> on PATH.</value>
    public IList<string> DumpCommand { get; init; } = [];

    /// <summary>How the servers' own client is started, word by word; it loads what the dump program says.</summary>
    /// <value>None: <c>mysql</c> or <c>mariadb</c> on PATH.</value>
    public IList<string> LoadCommand { get; init; } = [];

    /// <summary>Makes the validated topology.</summary>
    /// <exception cref="TopologyException">It cannot be wired.</exception>
    public ReplicationTopology ToTopology()
    {
        var defaults = new TopologySettings();
        return ReplicationTopology.Create(
            Nodes.Select(node => new TopologyNode(
                node.Name ?? "", node.Role, node.ServerId, node.ReplicationHost ?? "", node.ReplicationPort)),
            Links.Select(link => new TopologyLink(link.Source ?? "", link.Replica ?? "", link.Delay)),
            new TopologySettings
            {
                WriterMode = WriterMode ?? defaults.WriterMode,
                Writer = Writer,
                Positioning = Positioning ?? defaults.Positioning,
                AutoIncrementStep = AutoIncrementStep,
                BeatInterval = BeatInterval ?? defaults.BeatInterval,
                RoundInterval = RoundInterval ?? defaults.RoundInterval,
                ProvingInterval = ProvingInterval ?? defaults.ProvingInterval,
                Grace = Grace ?? defaults.Grace,
                StatementTimeout = StatementTimeout ?? defaults.StatementTimeout,
                BeatPatience = BeatPatience ?? defaults.BeatPatience,
                BinaryLogRetention = BinaryLogRetention ?? defaults.BinaryLogRetention,
                RehomeAfter = RehomeAfter ?? defaults.RehomeAfter,
                Repairs = Repairs ?? defaults.Repairs,
            });
    }
}
