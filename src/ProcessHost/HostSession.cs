using System.Diagnostics;
using System.Globalization;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Spectre.Console;

namespace DualMaster.ProcessHost;

/// <summary>One run: start servers and initializer, wait for the proof, show it, watch, stop in order.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="console">The terminal, or where it is redirected to.</param>
sealed class HostSession(HostOptions options, IAnsiConsole console)
{
    static readonly TimeSpan ProofLimit = TimeSpan.FromSeconds(180);

    readonly long started = Stopwatch.GetTimestamp();
    readonly ReplicationTopology topology = DefaultTopology.OnLoopback(options.PortBase);
    readonly Uri address = new($"http://127.0.0.1:{options.PortBase.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Runs until it is stopped, or only until the proof.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="HostException">It cannot be done.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before the proof.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        await using var dashboard = await HostDashboard.FindAsync(options, stop);
        using var telemetry = HostTelemetry.Start(dashboard.Telemetry("dualmaster-host"));
        using var span = HostSignals.Source.StartActivity("start");
        var installation = await new ServerProvisioner(say: Say).FindOrObtainAsync(options.Mysqld, stop);
        var location = await DataLocation.ResolveAsync(options.DataDirectory, stop);
        if (location.LinkFrom is { } barred)
            Say($"The servers' account cannot enter {barred}; the data is kept in {location.Path} instead.");
        var data = new DataDirectory(location.Path);
        if (options.Fresh && !await FreshConsent.GivenAsync(console, data.Contents(topology), options.Yes, stop))
            return 1;

        await using var servers = await LocalServers.OpenAsync(
            new LocalServersOptions
            {
                Topology = topology,
                Installation = installation,
                DataDirectory = location.Path,
                FurtherPorts = [("the initializer", options.PortBase), .. dashboard.Ports],
                Fresh = options.Fresh,
                Say = Say,
            },
            stop);
        location.Link();
        dashboard.Start(data, Say);
        Say($"Starting {topology.Nodes.Count} servers of MySQL {installation.Version} ({installation.Origin}) in {location.Path}");

        await using var initializer = InitializerProcess.Start(
            topology, servers.ConnectionString, PasswordFile.ReadOrCreate(data.ReplicationPasswordFile), address, location.Path, Say,
            dashboard.Telemetry("dualmaster-initializer"));
        await servers.StartAsync(stop);
        Show($"All servers answer after {Seconds()} s; waiting for the proof …");
        Log.ServersAnswer(HostSignals.Logger, Elapsed.TotalSeconds);
        var exitCode = await ProveAndWatchAsync(data, dashboard, span, stop);

        Say("Stopping …");
        // A trace of its own: the one of the start has ended.
        Activity.Current = null;
        using (HostSignals.Source.StartActivity("stop"))
        {
            await initializer.StopAsync();
            await servers.StopAsync();
        }

        telemetry?.Dispose();
        await dashboard.StopAsync();
        Say("Everything is stopped.");
        return exitCode;
    }

    async Task<int> ProveAndWatchAsync(DataDirectory data, HostDashboard dashboard, Activity? start, CancellationToken stop)
    {
        using var client = new StatusClient(address);
        var watch = new StatusWatch(client, Say);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (options.Once)
            limit.CancelAfter(ProofLimit);
        try
        {
            using (HostSignals.Source.StartActivity("wait for the proof"))
                ShowProof(await watch.UntilProvedAsync(limit.Token), data);
            start?.Stop();
            dashboard.ShowAddress(Show);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new HostException($"Not proved within {ProofLimit.TotalSeconds} s: {watch.WhyNot(data.InitializerLog)}");
        }

        if (options.Once)
        {
            await dashboard.SettleAsync(ProofLimit, stop);
            return 0;
        }

        Show("Ctrl+C stops everything in order.");
        await watch.UntilStoppedAsync(status => StatusTables.Write(console, status), stop);
        return 0;
    }

    void ShowProof(TopologyStatus status, DataDirectory data)
    {
        StatusTables.Write(console, status);
        Say(status.Changes == 0
            ? "Nothing to change: the links were already wired."
            : $"Wired in {status.Changes} {(status.Changes == 1 ? "step" : "steps")}.");
        Show($"Proved after {Seconds()} s.");
        Log.Proved(HostSignals.Logger, Elapsed.TotalSeconds, status.Changes);
        var first = topology.Nodes[0];
        Show($"Connect:  MYSQL_PWD=$(cat {data.RootPasswordFile}) mysql -h127.0.0.1 -P{first.ReplicationPort} -uroot");
        Show($"Status:   curl {address}status");
    }

    TimeSpan Elapsed => Stopwatch.GetElapsedTime(started);

    string Seconds() => Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    void Say(string line)
    {
        Show(line);
        Log.Said(HostSignals.Logger, line);
    }

    // What may hold a secret, or has a record of its own, is only shown.
    void Show(string line) => console.Profile.Out.Writer.WriteLine(line);
}
