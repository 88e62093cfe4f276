using System.Globalization;

namespace DualMaster.Replication.Servers;

/// <summary>Consecutive transaction numbers of one server, both ends included.</summary>
readonly record struct GtidInterval(long First, long Last)
{
    public long Count => Last - First + 1;

    public static GtidInterval Parse(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return TryNumber(dash < 0 ? text : text[..dash], out var first)
            && TryNumber(dash < 0 ? text : text[(dash + 1)..], out var last)
            && first is > 0 && last >= first && last < long.MaxValue
            ? new GtidInterval(first, last)
            : throw new FormatException($"'{text}' is no interval of transaction numbers; expected first-last, from 1.");
    }

    /// <summary>Sorts, and joins what overlaps or touches.</summary>
    public static IReadOnlyList<GtidInterval> Normalise(IEnumerable<GtidInterval> intervals)
    {
        var joined = new List<GtidInterval>();
        foreach (var interval in intervals.OrderBy(interval => interval.First))
        {
            if (joined.Count > 0 && interval.First <= joined[^1].Last + 1)
                joined[^1] = joined[^1] with { Last = Math.Max(joined[^1].Last, interval.Last) };
            else
                joined.Add(interval);
        }

        return joined;
    }

    /// <summary>What remains of the first list; both are normalised.</summary>
    public static IReadOnlyList<GtidInterval> Subtract(IReadOnlyList<GtidInterval> from, IReadOnlyList<GtidInterval> what)
    {
        var left = new List<GtidInterval>();
        foreach (var interval in from)
        {
            var next = interval.First;
            foreach (var hole in what)
            {
                if (hole.Last < next || hole.First > interval.Last)
                    continue;
                if (hole.First > next)
                    left.Add(new GtidInterval(next, hole.First - 1));
                next = Math.Max(next, hole.Last + 1);
            }

            if (next <= interval.Last)
                left.Add(new GtidInterval(next, interval.Last));
        }

        return left;
    }

    public override string ToString() => First == Last
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
