namespace DualMaster.Replication.Wiring;

/// <summary>How a wiring ended.</summary>
/// <param name="Duration">From its first step on.</param>
/// <param name="Outcome"><c>proved</c>, <c>refused</c>, <c>unproved</c> (no step helped any more) or <c>interrupted</c>.</param>
public sealed record WiringEnd(TimeSpan Duration, string Outcome);
