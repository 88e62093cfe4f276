namespace DualMaster.Bench;

/// <summary>What the command line asked for.</summary>
/// <param name="Pairs">How often each side is measured, one after the other.</param>
/// <param name="Only">Numbers of the limits to measure, 1 to 6.</param>
/// <param name="Host">Path of the built ProcessHost to measure.</param>
sealed record BenchOptions(int Pairs, IReadOnlySet<int> Only, string Host);
