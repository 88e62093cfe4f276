using System.Globalization;
using DualMaster.Replication.Watching;

namespace DualMaster.ProcessHost;

/// <summary>The words of <c>GET /status</c> as people read them.</summary>
static class Words
{
    public static string Health(TopologyHealth health) => health switch
    {
        TopologyHealth.Waiting => "waiting for the servers",
        TopologyHealth.Wiring => "wiring and proving",
        TopologyHealth.Degraded => "degraded",
        TopologyHealth.Refused => "refused",
        _ => "proved",
    };

    public static string Thread(string state) => state == "notConfigured" ? "not configured" : state;

    /// <summary>For example <c>copy of node1: 47 %, 40 MiB/s, 4 s left</c>.</summary>
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

    /// <summary>Coarse, so that what does not change does not flicker.</summary>
    public static string Lag(double? seconds) => seconds switch
    {
        null => "unknown",
        < 0.1 => "< 0.1 s",
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
    };
}
