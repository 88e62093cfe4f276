namespace DualMaster.Replication.Servers;

/// <summary>A place in a server's binary logs.</summary>
/// <param name="File">The log's name, for example <c>binlog.000001</c>; empty for the first that there is.</param>
/// <param name="Offset">Bytes from its beginning.</param>
public sealed record LogPosition(string File, long Offset)
{
    /// <summary>Whether it is the log that a server begins with.</summary>
    internal bool IsOfFirstLog => Number == 1;

    long Number => long.TryParse(File[(File.LastIndexOf('.') + 1)..], System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Whether it comes before another place in the logs of the same server.</summary>
    internal bool IsBefore(LogPosition other) => (Number, Offset).CompareTo((other.Number, other.Offset)) < 0;

    /// <summary>File and offset.</summary>
    public override string ToString() => $"{File}:{Offset}";
}
