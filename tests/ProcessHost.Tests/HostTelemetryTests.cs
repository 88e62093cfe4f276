using System.Diagnostics;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class HostTelemetryTests
{
    [Fact]
    public void Nobody_waits_long_at_the_end_for_a_receiver_that_is_not_there()
    {
        var telemetry = HostTelemetry.Start(new DashboardAccess(Nodes.PortBase()).Telemetry("dualmaster-host")).ShouldNotBeNull();
        Log.Said(HostSignals.Logger, "a line");
        HostSignals.Source.StartActivity("a span")?.Dispose();
        HostSignals.Running.Add(0, HostSignals.Process("a process"));
        var clock = Stopwatch.StartNew();

        telemetry.Dispose();

        // One second for all; it would be five for each of the three without a limit of our own.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Without_settings_there_is_none() => HostTelemetry.Start(new Dictionary<string, string?>()).ShouldBeNull();
}
