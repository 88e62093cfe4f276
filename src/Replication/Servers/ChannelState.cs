namespace DualMaster.Replication.Servers;

/// <summary>One replication channel as its replica shows it.</summary>
public sealed record ChannelState
{
    /// <summary>The channel's name; empty for the default channel.</summary>
    public required string Name { get; init; }

    /// <summary>The address that it follows and how it logs in there.</summary>
    public required ChannelTarget Target { get; init; }

    /// <summary><c>server_uuid</c> of the source in lower case; null when it has never been connected.</summary>
    public string? SourceUuid { get; init; }

    /// <summary>The receiver.</summary>
    public required ReplicaThreadState Io { get; init; }

    /// <summary>The applier.</summary>
    public required ReplicaThreadState Sql { get; init; }

    /// <summary>Whether neither of them runs.</summary>
    public bool IsStopped => this is { Io: ReplicaThreadState.Stopped, Sql: ReplicaThreadState.Stopped };

    /// <summary>Whether both of them run.</summary>
    public bool Runs => this is { Io: ReplicaThreadState.Running, Sql: ReplicaThreadState.Running };

    /// <summary>The receiver's last error.</summary>
    public ReplicationError? IoError { get; init; }

    /// <summary>The applier's last error.</summary>
    public ReplicationError? SqlError { get; init; }

    /// <summary>What it received since its relay log was last emptied.</summary>
    public GtidSet Retrieved { get; init; } = GtidSet.Empty;

    /// <summary>Where in the source's log the receiver is; it moves with everything that arrives, whether it is applied or skipped.</summary>
    public string ReadPosition { get; init; } = "";

    /// <summary>How long ago the source's connection last gave a sign of life while it had nothing to send; null when it never did.</summary>
    public TimeSpan? HeartbeatAge { get; init; }

    /// <summary>What the server itself calls its lag (<c>Seconds_Behind_Source</c>), seconds; null while the applier does not run or is not connected.</summary>
    public long? SecondsBehind { get; init; }

    /// <summary>The transaction that was applied last; null when none was since the server started, or it does not say.</summary>
    public string? LastApplied { get; init; }

    /// <summary>How long after its commit on the origin that transaction was applied here, by both clocks; null as above.</summary>
    public TimeSpan? CommitLag { get; init; }
}
