namespace DualMaster.Replication.Presentation;

/// <summary>How something is to be taken, as a colour; in lower case the names are the state styles of the Aspire dashboard.</summary>
public enum Tone
{
    /// <summary>As it should be: green.</summary>
    Success,

    /// <summary>Neither good nor bad, or wanted so by an operator: blue.</summary>
    Info,

    /// <summary>Not as it should be, and expected to pass: yellow.</summary>
    Warning,

    /// <summary>Not as it should be: red.</summary>
    Error,
}
