using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>A step that belongs to one link.</summary>
/// <param name="Link">The link.</param>
/// <param name="Node">Name of the node that is changed.</param>
public abstract record LinkStep(TopologyLink Link, string Node) : WiringStep(Node);
