using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary><c>./run stop</c>: stops the host that runs on a data directory, as Ctrl+C would.</summary>
static class StopCommand
{
    /// <summary>Initializer, replicas, masters and dashboard, one after the other, have 30 s each before they are killed.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    public static Command Create()
    {
        var command = new Command("stop", "Stop the instance that runs on the data, in order.");
        command.SetAction(RunAsync);
        HelpPage.Of(command, new HelpPage(
            "./run stop [--data DIR]",
            """
            Stops the instance that runs on the data directory, in order, as Ctrl+C in its own terminal would,
            and waits until it has ended. What a killed host left behind is stopped too.
            """,
            [("Options", [DataOptions.Data])],
            """
            Exit codes
              0   everything is stopped, or nothing ran
              1   it did not end, or belongs to another account
              2   the command line was not understood
            """));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var location = await DataLocation.ResolveAsync(parsed.GetRequiredValue(DataOptions.Data), cancellation);
        var data = new DataDirectory(location.Path);
        var started = Stopwatch.GetTimestamp();
        if (await RunningHost.FindAsync(data, cancellation) is { } running)
            await StopAsync(running.ProcessId, data, cancellation);
        else if (!await LocalServers.StopLeftoversAsync(DefaultTopology.OnLoopback(0), location.Path, Console.Out.WriteLine, cancellation))
        {
            await Console.Out.WriteLineAsync($"Nothing runs on the data in {location.Path}; there is nothing to stop.");
            return 0;
        }

        await Console.Out.WriteLineAsync($"Everything is stopped, after {Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");
        return 0;
    }

    static async Task StopAsync(int processId, DataDirectory data, CancellationToken cancellation)
    {
        using var host = HeldProcess.Of(processId);
        // Looked at once more under the hold: it may have ended, and its number may be another's by now.
        if ((await RunningHost.FindAsync(data, cancellation))?.ProcessId != processId)
            return;

        var named = $"{processId.ToString(CultureInfo.InvariantCulture)}";
        await Console.Out.WriteLineAsync($"Stopping the instance on the data in {data.Location} (process {named}) …");
        try
        {
            host.Signal(Posix.Terminate);
        }
        catch (Win32Exception fault)
        {
            throw new HostException($"Process {named}, which runs on the data in {data.Location}, may not be stopped by this account; expected the one that started it, or root; stop it as that one.", fault);
        }

        if (!await host.EndsWithinAsync(Patience, cancellation))
            throw new HostException($"Process {named} was told to stop and has not ended after {Patience.TotalSeconds} s; expected it to; its log is {data.HostLog}.");
    }
}
