namespace DualMaster.Bench;

/// <summary>Two sides that take turns, so that whatever else the machine does meets both.</summary>
static class Pairs
{
    /// <summary>Measures A B A B ….</summary>
    /// <param name="workshop">How many pairs.</param>
    /// <param name="number">The limit's number.</param>
    /// <param name="what">What is measured.</param>
    /// <param name="limit">What the median of the ratios must not exceed.</param>
    /// <param name="ours">One run of DualMaster, in seconds.</param>
    /// <param name="byHand">One run by hand, in seconds.</param>
    public static async Task<Finding> MeasureAsync(
        Workshop workshop, int number, string what, double limit, Func<Task<double>> ours, Func<Task<double>> byHand)
    {
        var pairs = new List<(double Ours, double ByHand)>();
        while (pairs.Count < workshop.Options.Pairs)
        {
            var (first, second) = (await ours(), await byHand());
            pairs.Add((first, second));
            Progress.Say($"{number}, pair {pairs.Count}: DualMaster {first:0.00} s, by hand {second:0.00} s, ratio {first / second:0.00}");
        }

        var ratio = new Series(pairs.Select(pair => pair.Ours / pair.ByHand));
        return new Finding(
            number, what, new Series(pairs.Select(pair => pair.Ours)).Text(" s"), new Series(pairs.Select(pair => pair.ByHand)).Text(" s"),
            ratio.Text(""), FormattableString.Invariant($"≤ {limit:0.0}"), ratio.Median <= limit);
    }
}
