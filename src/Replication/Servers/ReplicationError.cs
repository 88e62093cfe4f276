namespace DualMaster.Replication.Servers;

/// <summary>The last error of a replication thread.</summary>
/// <param name="Number">The server's error number, never 0.</param>
/// <param name="Text">The server's text.</param>
/// <param name="Kind">What can be done about it.</param>
public sealed record ReplicationError(int Number, string Text, ReplicationErrorKind Kind)
{
    /// <summary>The transaction that could not be applied; null when it was not about one.</summary>
    public string? Transaction { get; init; }

    /// <summary>What an operator does about it, without full stop; null when there is nothing to be done but wait.</summary>
    public string? Remedy { get; init; }

    /// <summary>Number and text.</summary>
    public override string ToString() => $"{Number}: {Text}";
}
