namespace DualMaster.Bench;

/// <summary>One line of the report.</summary>
/// <param name="Number">The limit's number, 1 to 7.</param>
/// <param name="What">What was measured.</param>
/// <param name="Ours">DualMaster's figure.</param>
/// <param name="ByHand">The same by hand; empty when the limit is absolute.</param>
/// <param name="Ratio">Ours through the other; empty when the limit is absolute.</param>
/// <param name="Limit">The limit, as text.</param>
/// <param name="Holds">Whether it holds.</param>
sealed record Finding(int Number, string What, string Ours, string ByHand, string Ratio, string Limit, bool Holds);
