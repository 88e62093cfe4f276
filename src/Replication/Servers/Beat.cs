namespace DualMaster.Replication.Servers;

/// <summary>A writer's latest sign of life, as one node shows it.</summary>
/// <param name="ServerId"><c>server_id</c> of the writer that wrote it.</param>
/// <param name="Nonce">The run of the initializer that had it written.</param>
/// <param name="Sequence">Its number in that run.</param>
/// <param name="Age">Time since it was written, by the clock of the node that shows it.</param>
public sealed record Beat(uint ServerId, string Nonce, long Sequence, TimeSpan Age);
