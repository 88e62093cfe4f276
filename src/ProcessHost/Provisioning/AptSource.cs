namespace DualMaster.ProcessHost;

/// <summary>One enabled entry of the machine's apt configuration.</summary>
/// <param name="Uri">Address of the archive.</param>
/// <param name="Suite">A suite, for example <c>bookworm-updates</c>.</param>
/// <param name="Components">For example <c>main</c>.</param>
/// <param name="SignedBy">Path of the keyring that must have signed it; null when any trusted key may.</param>
sealed record AptSource(string Uri, string Suite, IReadOnlyList<string> Components, string? SignedBy);
