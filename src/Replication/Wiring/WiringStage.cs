namespace DualMaster.Replication.Wiring;

/// <summary>Order of steps. Those of one stage on different nodes do not depend on each other.</summary>
public enum WiringStage
{
    /// <summary>Writing down what an operator ordered, before it is done.</summary>
    Order,

    /// <summary>What a master needs before anybody can follow it.</summary>
    Prepare,

    /// <summary>Filling empty nodes by copies.</summary>
    Copy,

    /// <summary>Pointing channels at their sources.</summary>
    Configure,

    /// <summary>Starting and stopping channels.</summary>
    Start,

    /// <summary>Closing nodes for writes.</summary>
    Close,

    /// <summary>Opening the one writer.</summary>
    Open,

    /// <summary>Writing down what is to be remembered.</summary>
    Remember,
}
