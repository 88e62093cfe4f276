using System.Diagnostics;

namespace DualMaster.Replication;

/// <summary>Names under which this library is seen by OpenTelemetry.</summary>
public static class ReplicationTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "DualMaster.Replication";

    internal static ActivitySource Source { get; } = new(Name);
}
