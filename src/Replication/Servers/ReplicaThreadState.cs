namespace DualMaster.Replication.Servers;

/// <summary>State of a channel's receiver (I/O thread) or applier (SQL thread).</summary>
public enum ReplicaThreadState
{
    /// <summary>It works.</summary>
    Running,

    /// <summary>The receiver is trying to reach its source, or sleeps between two attempts.</summary>
    Connecting,

    /// <summary>It does not run.</summary>
    Stopped,

    /// <summary>The replica has no such channel.</summary>
    NotConfigured,

    /// <summary>The replica itself could not be asked.</summary>
    Unreachable,
}
