using DualMaster.Replication.Topology;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A link of a topology: its replica follows its source.</summary>
/// <param name="topology">The topology.</param>
/// <param name="link">The link.</param>
public sealed class ReplicationLinkResource(ReplicationTopologyResource topology, TopologyLink link) : Resource($"{link.Source}-to-{link.Replica}")
{
    /// <summary>The topology. No parent in the sense of <see cref="IResourceWithParent"/>: a link would then have its health too.</summary>
    public ReplicationTopologyResource Topology { get; } = topology;

    /// <summary>The link.</summary>
    public TopologyLink Link { get; } = link;
}
