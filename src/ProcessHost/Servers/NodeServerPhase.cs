namespace DualMaster.ProcessHost;

/// <summary>What a host knows of a server that it runs, before anybody has asked it.</summary>
public enum NodeServerPhase
{
    /// <summary>It was not started, or was stopped.</summary>
    Stopped,

    /// <summary>It is being started and has not answered yet.</summary>
    Starting,

    /// <summary>It has answered, and its process runs.</summary>
    Running,

    /// <summary>It ended by itself and has not answered since.</summary>
    Restarting,
}
