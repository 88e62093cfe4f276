using CsCheck;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Tests.Simulation;

/// <summary>One event in the life of a cluster: faults, and an initializer that is killed after some steps.</summary>
sealed record Chapter(Fault Fault, int StepsBeforeTheKill);

static class Story
{
    static readonly FaultKind[] Pointings = [FaultKind.AddressDrifts, FaultKind.ReplicaIsSentElsewhere];

    /// <summary>Any history in which channels keep to their sources.</summary>
    public static readonly Gen<Chapter[]> Any = Chapters(Enum.GetValues<FaultKind>().Except(Pointings)).Array[0, 10];

    /// <summary>A history in which channels are pointed elsewhere as well.</summary>
    public static readonly Gen<Chapter[]> OfPointing = Chapters([.. Pointings, FaultKind.Wait, FaultKind.NodeComesBack, FaultKind.NodeGoesDown, FaultKind.LinkIsStopped]).Array[1, 6];

    static Gen<Chapter> Chapters(IEnumerable<FaultKind> kinds) =>
        from kind in OneOf([.. kinds])
        from place in Gen.Int[0, 60]
        from howMuch in Gen.Int[0, 12]
        from steps in Gen.Int[0, 40]
        select new Chapter(new Fault(kind, place, howMuch), steps);

    public static string Told(Chapter[] chapters) => string.Join("; ", chapters.Select(chapter => $"{chapter}"));

    /// <summary>A cluster with that history; every node answers again at the end.</summary>
    public static SimulatedCluster Live(ReplicationTopology topology, Chapter[] chapters)
    {
        var cluster = new SimulatedCluster(topology);
        foreach (var (fault, steps) in chapters)
        {
            var killed = new SimulatedInitializer(cluster);
            killed.Take(killed.Plan(), steps);
            cluster.Settle(TimeSpan.FromSeconds(steps % 4));
            fault.Strike(cluster);
        }

        foreach (var node in cluster.Nodes.Where(node => !node.IsUp))
            node.ComeBack();
        return cluster;
    }

    static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
