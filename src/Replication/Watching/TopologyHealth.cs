using System.Text.Json.Serialization;

namespace DualMaster.Replication.Watching;

/// <summary>What is known of the whole topology.</summary>
public enum TopologyHealth
{
    /// <summary>A server has not been reached since the initializer started.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>All servers answer; the links are being wired or have not been proved yet.</summary>
    [JsonStringEnumMemberName("wiring")]
    Wiring,

    /// <summary>Everything that was proved once is still so.</summary>
    [JsonStringEnumMemberName("proved")]
    Proved,

    /// <summary>It was proved, and something of it no longer holds.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded,

    /// <summary>Something must be put right by hand first; nothing is changed until then.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
