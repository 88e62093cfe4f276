namespace DualMaster.Replication.Wiring;

/// <summary>Whether a command was carried out.</summary>
public enum CommandResult
{
    /// <summary>What was ordered holds, whether something had to be done for it or not.</summary>
    Done,

    /// <summary>What was ordered is written down and does not hold yet.</summary>
    Accepted,

    /// <summary>There is no such link.</summary>
    Unknown,

    /// <summary>It makes no sense as things are; nothing was done.</summary>
    Senseless,

    /// <summary>It could not be carried out now; giving it again may help.</summary>
    Failed,
}
