namespace DualMaster.Replication.Topology;

/// <summary>Settings of the whole topology.</summary>
public sealed record TopologySettings
{
    /// <summary>Which masters accept writes.</summary>
    /// <value><see cref="WriterMode.All"/>.</value>
    public WriterMode WriterMode { get; init; } = WriterMode.All;

    /// <summary>The one writer in <see cref="WriterMode.One"/>; ignored otherwise.</summary>
    /// <value>The first master.</value>
    public string? Writer { get; init; }

    /// <summary>How links begin.</summary>
    /// <value><see cref="Topology.Positioning.Gtid"/>.</value>
    public Positioning Positioning { get; init; } = Positioning.Gtid;

    /// <summary><c>auto_increment_increment</c> of every node.</summary>
    /// <value>The number of masters; a larger one leaves room for more masters later.</value>
    public int? AutoIncrementStep { get; init; }

    /// <summary>How often every writer beats at rest; zero for never, and lag is then unknown. Until the topology is proved they beat in any case.</summary>
    /// <value>1 second; what it costs in binary log is in <c>docs/measurements.md</c>.</value>
    public TimeSpan BeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the initializer observes, plans and acts at rest.</summary>
    /// <value>1 second.</value>
    public TimeSpan RoundInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often every writer beats, and the initializer looks, while the links are being wired or proved.</summary>
    /// <value>200 milliseconds.</value>
    public TimeSpan ProvingInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a link that somebody stopped by hand stays stopped before it is started again.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time limit of every statement and connection attempt; a server that takes longer counts as unreachable.</summary>
    /// <value>3 seconds.</value>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a node may show no new beat of a writer before the topology is no longer proved.</summary>
    /// <value>4 seconds; a delay of a link does not count against it, because delayed beats still arrive one after the other.</value>
    public TimeSpan BeatPatience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long binary logs are kept by servers that a host of ours starts (<c>binlog_expire_logs_seconds</c>).</summary>
    /// <value>1 day: short, so that a laptop left running does not fill its disk.</value>
    public TimeSpan BinaryLogRetention { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a replica's master must have been gone before the replica follows another one; zero for never, even where only that has the logs of what the replica lacks.</summary>
    /// <value>1 minute: longer than a server takes to restart.</value>
    public TimeSpan RehomeAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What is mended unasked.</summary>
    public RepairSettings Repairs { get; init; } = new();
}
