namespace DualMaster.Replication.Wiring;

/// <summary>A copy that this initializer began.</summary>
/// <param name="Node">The node that is copied to.</param>
/// <param name="Donor">The node that is copied.</param>
/// <param name="Doing">How far it is, as the rest of a sentence.</param>
/// <param name="Failure">Why it failed, as a sentence; null while it is under way.</param>
/// <param name="MayRetry">Whether it is time to try again after a failure.</param>
public sealed record CopyAttempt(string Node, string Donor, string Doing, string? Failure = null, bool MayRetry = false);
