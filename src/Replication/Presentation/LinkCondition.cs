namespace DualMaster.Replication.Presentation;

/// <summary>What there is to say about a link in one word.</summary>
public enum LinkCondition
{
    /// <summary>Its replica does not answer, or nobody has looked yet.</summary>
    Unknown,

    /// <summary>Its replica has no such channel yet.</summary>
    Unlaid,

    /// <summary>Both threads run and what its source writes arrives.</summary>
    Running,

    /// <summary>It runs, and its replica is behind by more than it may.</summary>
    Lagging,

    /// <summary>Its receiver is trying to reach the source.</summary>
    Connecting,

    /// <summary>A thread does not run, without an error; it is started again by itself.</summary>
    Stopped,

    /// <summary>An operator stopped it.</summary>
    Paused,

    /// <summary>A thread stopped with an error, or both run and nothing arrives.</summary>
    Broken,
}
