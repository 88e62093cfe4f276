namespace DualMaster.Replication.Wiring;

/// <summary>What an operator may order of a link.</summary>
public enum LinkCommand
{
    /// <summary>Stop it, and keep it stopped over restarts of everything.</summary>
    Pause,

    /// <summary>Let it run again.</summary>
    Resume,

    /// <summary>Stop and start both of its threads, at once.</summary>
    Restart,
}
