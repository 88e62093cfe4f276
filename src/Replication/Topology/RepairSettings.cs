namespace DualMaster.Replication.Topology;

/// <summary>Which repairs are made unasked. What is found and not mended is told as a decision.</summary>
/// <value>All.</value>
public sealed record RepairSettings
{
    /// <inheritdoc cref="RepairKind.StoppedThread"/>
    public bool StoppedThread { get; init; } = true;

    /// <inheritdoc cref="RepairKind.Drift"/>
    public bool Drift { get; init; } = true;

    /// <inheritdoc cref="RepairKind.ReadOnly"/>
    public bool ReadOnly { get; init; } = true;

    /// <inheritdoc cref="RepairKind.LostLink"/>
    public bool LostLink { get; init; } = true;

    /// <inheritdoc cref="RepairKind.LostData"/>
    public bool LostData { get; init; } = true;

    /// <inheritdoc cref="RepairKind.HalfOpen"/>
    public bool HalfOpen { get; init; } = true;

    /// <inheritdoc cref="RepairKind.Rehome"/>
    public bool Rehome { get; init; } = true;

    /// <summary>Whether a repair is made unasked.</summary>
    /// <param name="kind">The repair.</param>
    public bool Allow(RepairKind kind) => kind switch
    {
        RepairKind.StoppedThread => StoppedThread,
        RepairKind.Drift => Drift,
        RepairKind.ReadOnly => ReadOnly,
        RepairKind.LostLink => LostLink,
        RepairKind.LostData => LostData,
        RepairKind.HalfOpen => HalfOpen,
        RepairKind.Rehome => Rehome,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The setting that switches a repair off and on, as it stands in a configuration.</summary>
    /// <param name="kind">The repair.</param>
    public static string Switch(RepairKind kind) => $"{TopologyOptions.Section}:{nameof(TopologyOptions.Repairs)}:{kind}";
}
