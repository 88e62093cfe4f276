using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>A link that was mended without anybody asking for it.</summary>
/// <param name="Link">The link.</param>
/// <param name="Kind"><c>restart_thread</c> or <c>rewire</c>.</param>
public sealed record Repair(TopologyLink Link, string Kind)
{
    /// <summary>The repairs among the steps that were taken: what was laid for the first time, or ordered, is none.</summary>
    /// <param name="taken">The steps of one round.</param>
    /// <param name="found">What that round found.</param>
    public static IEnumerable<Repair> Among(IReadOnlyList<WiringStep> taken, PlannerInput found)
    {
        ArgumentNullException.ThrowIfNull(taken);
        ArgumentNullException.ThrowIfNull(found);
        var configured = taken.OfType<ConfigureChannel>().Select(step => step.Link).ToHashSet();
        return
            from step in taken.OfType<LinkStep>()
            where !found.Orders.ContainsKey(step.Link)
            let kind = step switch
            {
                ConfigureChannel { Exists: true } => "rewire",
                StartChannel when !configured.Contains(step.Link) => "restart_thread",
                RestartReceiver => "restart_thread",
                _ => null,
            }
            where kind is not null
            select new Repair(step.Link, kind);
    }
}
