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

    /// <summary>Coarse, so that what does not change does not flicker.</summary>
    public static string Lag(double? seconds) => seconds switch
    {
        null => "unknown",
        < 0.1 => "< 0.1 s",
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
    };
}
