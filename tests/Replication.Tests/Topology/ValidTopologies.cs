using CsCheck;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Tests.Topology;

/// <summary>Any topology that the validator accepts.</summary>
static class ValidTopologies
{
    static readonly Gen<TimeSpan> Round = Gen.Int[100, 60_000].Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds));

    static readonly Gen<TopologySettings> Settings =
        from mode in Gen.Enum<WriterMode>()
        from round in Round
        from proving in Round
        from grace in Gen.Long[0, TimeSpan.TicksPerHour]
        from patience in Gen.Double[2, 59]
        from beats in Gen.Double[0, 0.5]
        from timeout in Gen.Int[1, 60]
        from retention in Gen.Int[1, 3650]
        from rehoming in Gen.Int[4, 86_400]
        from off in Gen.Bool.Array[3]
        from room in Gen.Int[0, 20]
        select new TopologySettings
        {
            WriterMode = mode,
            BeatInterval = beats < 0.1 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(600, (1 + round.TotalSeconds * patience) * beats)),
            RoundInterval = round,
            ProvingInterval = proving,
            Grace = TimeSpan.FromTicks(grace),
            BeatPatience = TimeSpan.FromSeconds(1) + round * patience,
            StatementTimeout = TimeSpan.FromSeconds(timeout),
            BinaryLogRetention = TimeSpan.FromDays(retention),
            RehomeAfter = TimeSpan.FromSeconds(rehoming == 4 ? 0 : rehoming),
            Repairs = new RepairSettings { StoppedThread = off[0], Rehome = off[1], LostLink = off[2] },
            AutoIncrementStep = room == 0 ? null : 5 + room,
        };

    static readonly Gen<string[]> Names =
        from first in Gen.Char["abcXYZ"]
        // Two underlines would part the name of an environment variable.
        from middle in Gen.String[Gen.Char["az09_-"], 0, 5].Where(text => !text.Contains("__", StringComparison.Ordinal))
        from count in Gen.Int[2, 14]
        select Enumerable.Range(0, count).Select(index => $"{first}{middle}{index}").ToArray();

    /// <summary>A ring of masters, further links among them, replicas of anybody before them, and links among replicas, both ways.</summary>
    public static readonly Gen<ReplicationTopology> Any =
        from names in Names
        from masters in Gen.Int[1, 4]
        from choices in Gen.Int[0, 999].Array[40]
        from delays in Gen.Int[0, 100_000].Array[40]
        from settings in Settings
        select Make(names, Math.Min(masters, names.Length), choices, delays, settings);

    static ReplicationTopology Make(string[] names, int masters, int[] choices, int[] delays, TopologySettings settings)
    {
        var pairs = new List<(int Source, int Replica)>();
        for (var index = 0; index < masters && masters > 1; index++)
            pairs.Add((index, (index + 1) % masters));
        for (var index = masters; index < names.Length; index++)
            pairs.Insert(choices[index] % (pairs.Count + 1), (choices[index] % index, index));
        foreach (var choice in choices.Take(choices[0] % 6))
            pairs.Insert(choice % (pairs.Count + 1), (choice % names.Length, choice / 7 % names.Length));

        return ReplicationTopology.Create(
            names.Select((name, index) => new TopologyNode(name, index < masters ? NodeRole.Master : NodeRole.Replica, (uint)(choices[index] * 100 + index + 1), $"{name}.internal", 3306 + index)),
            pairs.Distinct().Where(pair => pair.Source != pair.Replica && !(pair.Source >= masters && pair.Replica < masters))
                .Select((pair, index) => new TopologyLink(names[pair.Source], names[pair.Replica], TimeSpan.FromSeconds(delays[index]))),
            settings with { Writer = settings.WriterMode == WriterMode.One && choices[1] % 2 == 0 ? names[choices[2] % masters] : null });
    }
}
