namespace DualMaster.Replication.Servers;

/// <summary>The last error of a replication thread.</summary>
/// <param name="Number">The server's error number, never 0.</param>
/// <param name="Text">The server's text.</param>
public sealed record ReplicationError(int Number, string Text)
{
    /// <summary>Number and text.</summary>
    public override string ToString() => $"{Number}: {Text}";
}
