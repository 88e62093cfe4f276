using DualMaster.Replication;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>Pages of the dashboard that show what the initializer sent of one node or link; its telemetry is one resource, of which these are parts.</summary>
/// <param name="dashboard">Where the pages are.</param>
sealed class PageAddress(Uri dashboard)
{
    public Uri Lag { get; } = At(dashboard, $"metrics/resource/{DashboardAccess.Initializer}?meter={ReplicationTelemetry.Name}&instrument=mysql.replica.heartbeat.lag&duration=5");

    public Uri Metrics { get; } = At(dashboard, $"metrics/resource/{DashboardAccess.Initializer}?meter={ReplicationTelemetry.Name}&instrument=mysql.server.writable&duration=5");

    public Uri Logs(TopologyLink link) => Filtered("structuredlogs", ("Source", "equals", link.Source), ("Replica", "equals", link.Replica));

    public Uri Logs(TopologyNode node) => Filtered("structuredlogs", ("log.message", "contains", node.Name));

    public Uri Traces(TopologyLink link) => Filtered("traces", ("mysql.replica.source", "equals", link.Source), ("mysql.replica.name", "equals", link.Replica));

    public Uri Traces(TopologyNode node) => Filtered("traces", ("dualmaster.node", "equals", node.Name));

    Uri Filtered(string page, params (string Field, string Condition, string Value)[] filters) => At(
        dashboard, $"{page}/resource/{DashboardAccess.Initializer}?filters={Uri.EscapeDataString(string.Join(' ', filters.Select(filter => $"{filter.Field}:{filter.Condition}:{filter.Value}")))}");

    static Uri At(Uri dashboard, string page) => new(dashboard, page);
}
