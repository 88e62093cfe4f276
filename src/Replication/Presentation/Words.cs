using System.Globalization;
using DualMaster.Replication.Watching;

namespace DualMaster.Replication.Presentation;

/// <summary>The words of <c>GET /status</c> as people read them.</summary>
public static class Words
{
    /// <summary>The state of the topology.</summary>
    /// <param name="health">The state.</param>
    public static string Health(TopologyHealth health) => health switch
    {
        TopologyHealth.Waiting => "waiting for the servers",
        TopologyHealth.Wiring => "wiring and proving",
        TopologyHealth.Degraded => "degraded",
        TopologyHealth.Refused => "refused",
        _ => "proved",
    };

    /// <summary>The state of a thread.</summary>
    /// <param name="state">As in <see cref="ThreadStatus.State"/>.</param>
    public static string Thread(string state) => state == "notConfigured" ? "not configured" : state;

    /// <summary>A number; null when it is unknown.</summary>
    /// <param name="number">The number.</param>
    internal static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>For example <c>copy of node1: 47 %, 40 MiB/s, 4 s left</c>.</summary>
    /// <param name="copy">The copy.</param>
    public static string Copy(CopyStatus copy)
    {
        string[] parts =
        [
            copy.Bytes == 0 ? copy.Phase : copy.TotalBytes >= copy.Bytes ? $"{100 * copy.Bytes / copy.TotalBytes} %" : $"{Mebibytes(copy.Bytes)} MiB",
            .. copy.BytesPerSecond is { } rate and > 0 ? [$"{Mebibytes(rate)} MiB/s"] : Array.Empty<string>(),
            .. copy.SecondsLeft is { } left ? [string.Create(CultureInfo.InvariantCulture, $"{left:0} s left")] : Array.Empty<string>(),
        ];
        return $"copy of {copy.Donor}: {string.Join(", ", parts)}";
    }

    static string Mebibytes(double bytes) => (bytes / (1 << 20)).ToString("0", CultureInfo.InvariantCulture);

    /// <summary>A lag, coarse, so that what does not change does not flicker.</summary>
    /// <param name="seconds">Seconds; null when unknown.</param>
    public static string Lag(double? seconds) => seconds switch
    {
        null => "unknown",
        < 0.1 => "< 0.1 s",
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
    };
}
