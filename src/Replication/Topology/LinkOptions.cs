namespace DualMaster.Replication.Topology;

/// <summary>One entry of <c>Topology:Links</c>.</summary>
public sealed class LinkOptions
{
    /// <inheritdoc cref="TopologyLink.Source"/>
    public string? Source { get; set; }

    /// <inheritdoc cref="TopologyLink.Replica"/>
    public string? Replica { get; set; }

    /// <inheritdoc cref="TopologyLink.Delay"/>
    public TimeSpan Delay { get; set; }
}
