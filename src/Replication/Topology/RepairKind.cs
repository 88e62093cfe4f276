namespace DualMaster.Replication.Topology;

/// <summary>What is mended without anybody asking for it; each has a switch of its name in <see cref="RepairSettings"/>.</summary>
public enum RepairKind
{
    /// <summary>A thread that was stopped or gave up, and that nobody paused, is started again.</summary>
    StoppedThread,

    /// <summary>A channel's address, account, password, TLS, retry settings or delay are put right, and a lost replication account is made anew.</summary>
    Drift,

    /// <summary>A node that is to refuse writes and takes them, or would after a restart, is closed.</summary>
    ReadOnly,

    /// <summary>A link that was there and is gone is laid anew: its channel was forgotten, or its replica lost all data and its source still has all logs.</summary>
    LostLink,

    /// <summary>A node that was wired before and lost its data is filled by a copy of a healthy one, where no link can bring what it lacks.</summary>
    LostData,

    /// <summary>A receiver that says it runs and receives nothing, not even a sign of life, is made to connect anew.</summary>
    HalfOpen,

    /// <summary>
    /// A replica whose master is gone, or has no logs any more of what it lacks, follows another master, and its own again when that is
    /// back and has caught up.
    /// </summary>
    Rehome,
}
