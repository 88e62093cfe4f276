namespace DualMaster.Replication.Servers;

/// <summary>The last error of a replication thread.</summary>
/// <param name="Number">The server's error number, never 0.</param>
/// <param name="Text">The server's text.</param>
/// <param name="Kind">What can be done about it.</param>
public sealed record ReplicationError(int Number, string Text, ReplicationErrorKind Kind)
{
    /// <summary>Number and text.</summary>
    public override string ToString() => $"{Number}: {Text}";
}
