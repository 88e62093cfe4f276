using System.Globalization;

namespace DualMaster.Replication.Copying;

/// <summary>How far a copy is.</summary>
/// <param name="Method"><c>clone</c> or <c>dump</c>; empty before that is known.</param>
/// <param name="Phase">What is being done.</param>
/// <param name="Bytes">Bytes that have arrived.</param>
/// <param name="TotalBytes">Bytes that it will be, as the donor estimates; null when unknown.</param>
/// <param name="BytesPerSecond">Rate of the last seconds; null when unknown.</param>
sealed record CopyProgress(string Method, string Phase, long Bytes, long? TotalBytes, double? BytesPerSecond)
{
    /// <summary>Seconds until it has all, at that rate; null when unknown.</summary>
    public double? SecondsLeft => TotalBytes > Bytes && BytesPerSecond > 0 ? (TotalBytes - Bytes) / BytesPerSecond : null;

    /// <summary>For example <c>copying by clone, 120 of 256 MiB, 40 MiB/s, 4 s left</c>.</summary>
    public override string ToString()
    {
        var text = Phase + (Method.Length > 0 ? $" by {Method}" : "");
        if (Bytes == 0)
            return text;
        text += $", {Mebibytes(Bytes)}{(TotalBytes >= Bytes ? $" of {Mebibytes(TotalBytes.Value)}" : "")} MiB";
        text += BytesPerSecond is { } rate ? $", {Mebibytes(rate)} MiB/s" : "";
        return text + (SecondsLeft is { } left ? string.Create(CultureInfo.InvariantCulture, $", {left:0} s left") : "");
    }

    static string Mebibytes(double bytes) => (bytes / (1 << 20)).ToString("0", CultureInfo.InvariantCulture);
}
