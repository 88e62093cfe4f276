using System.Globalization;

namespace DualMaster.Bench;

/// <summary>Figures of one kind, measured several times.</summary>
/// <param name="values">At least one.</param>
sealed class Series(IEnumerable<double> values)
{
    readonly double[] sorted = [.. values.Order()];

    /// <summary>The middle one; the mean of the two in the middle when there is an even number.</summary>
    public double Median => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>Median, least and most: <c>3.21 s (3.02–4.40)</c>.</summary>
    /// <param name="unit">Stands after the median; empty for a ratio.</param>
    public string Text(string unit) =>
        sorted.Length == 1 ? $"{Number(Median)}{unit}" : $"{Number(Median)}{unit} ({Number(sorted[0])}–{Number(sorted[^1])})";

    static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
