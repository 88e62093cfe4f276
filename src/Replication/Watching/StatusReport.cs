using DualMaster.Replication.Servers;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>Puts what a round found into the words of <c>GET /status</c>.</summary>
static class StatusReport
{
    public static IReadOnlyList<NodeStatus> Nodes(PlannerInput found, Func<string, string> address, Func<NodeState, TimeSpan?> logWindow) =>
    [
        .. from node in found.Topology.Nodes
           let server = found.Server(node.Name)
           select new NodeStatus(
               node.Name, node.Role.ToString().ToLowerInvariant(), address(node.Name), server is not null, server?.Version.ToString(),
               server?.ServerId, server?.ReadOnly, found.Nodes[node.Name].Error)
           {
               Errant = DataInspection.Errant(found, node)?.Count,
               LogWindowSeconds = logWindow(found.Nodes[node.Name])?.TotalSeconds,
           },
    ];
}
