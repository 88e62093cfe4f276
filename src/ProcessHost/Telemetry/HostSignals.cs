using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DualMaster.ProcessHost;

/// <summary>What of this program OpenTelemetry sees. All of it costs nothing until <see cref="HostTelemetry"/> listens.</summary>
static class HostSignals
{
    /// <summary>Name of the activity source, of the meter and of the records' category.</summary>
    public const string Name = "DualMaster.ProcessHost";

    static readonly Meter Meter = new(Name);

    static readonly Counter<long> Restarts = Meter.CreateCounter<long>(
        "dualmaster.host.process.restarts", "{restart}", "How often a process of this host ended by itself and was started again.");

    /// <summary>Gets the spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Gets the records.</summary>
    public static ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>1 for each process of this host that runs.</summary>
    public static UpDownCounter<int> Running { get; } = Meter.CreateUpDownCounter<int>(
        "dualmaster.host.process.running", "{process}", "Processes of this host that run: servers, initializer, dashboard.");

    /// <summary>Says of which process a measurement is.</summary>
    public static KeyValuePair<string, object?> Process(string name) => new("dualmaster.process.name", name);

    /// <summary>A process ended by itself and will be started again.</summary>
    public static void Ended(string name, int exitCode)
    {
        Restarts.Add(1, Process(name));
        Log.ProcessEnded(Logger, name, exitCode);
    }
}
