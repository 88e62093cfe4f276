namespace DualMaster.Replication.Tests.Simulation;

/// <summary>A transaction with what it does on every node that it reaches.</summary>
sealed class SimulatedTransaction(string uuid, uint serverId, long number, DateTimeOffset committedAt, Action<SimulatedNode> effect)
{
    public string Uuid => uuid;

    public uint ServerId => serverId;

    public long Number => number;

    public DateTimeOffset CommittedAt => committedAt;

    public Action<SimulatedNode> Effect => effect;
}
