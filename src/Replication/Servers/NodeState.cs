namespace DualMaster.Replication.Servers;

/// <summary>A node as one round found it.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Server">What its server said; null when it did not answer in time, which leaves all that depends on it unknown.</param>
/// <param name="Error">Why it did not answer; null when it did.</param>
/// <param name="Refusal">What must be put right before it can be asked: found, expected, remedy; null when waiting may be enough.</param>
public sealed record NodeState(string Name, ServerState? Server, string? Error = null, string? Refusal = null);
