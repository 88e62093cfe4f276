using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Tests.Simulation;

sealed class SimulatedChannel(string name, ChannelTarget target, string password)
{
    public string Name { get; set; } = name;

    public ChannelTarget Target { get; set; } = target;

    public string Password { get; set; } = password;

    public string? SourceUuid { get; set; }

    public ReplicaThreadState Io { get; set; } = ReplicaThreadState.Stopped;

    public ReplicaThreadState Sql { get; set; } = ReplicaThreadState.Stopped;

    public ReplicationError? IoError { get; set; }

    public ReplicationError? SqlError { get; set; }

    public DateTimeOffset SleepsUntil { get; set; }

    public long Attempts { get; set; }

    public bool Runs => Io == ReplicaThreadState.Running && Sql == ReplicaThreadState.Running;

    public bool IsStopped => Io == ReplicaThreadState.Stopped && Sql == ReplicaThreadState.Stopped;

    public void StartReceiver()
    {
        Io = ReplicaThreadState.Connecting;
        IoError = null;
        Attempts = 0;
        SleepsUntil = DateTimeOffset.MinValue;
    }

    public void StartApplier()
    {
        Sql = ReplicaThreadState.Running;
        SqlError = null;
    }

    public void Stop() => Io = Sql = ReplicaThreadState.Stopped;

    /// <summary>A server forgets who its source was when the address changes, and only then; the last errors it always forgets.</summary>
    public void Point(ChannelTarget to)
    {
        IoError = SqlError = null;
        if (!Target.HasAddressOf(to))
            SourceUuid = null;
        Target = to;
    }

    public ChannelState Show() => new()
    {
        Name = Name,
        Target = Target,
        SourceUuid = SourceUuid,
        Io = Io,
        Sql = Sql,
        IoError = IoError,
        SqlError = SqlError,
        HeartbeatAge = Io == ReplicaThreadState.Running ? TimeSpan.FromSeconds(1) : null,
    };
}
