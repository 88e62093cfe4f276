using System.Diagnostics;
using System.Globalization;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Spectre.Console;

namespace DualMaster.ProcessHost;

/// <summary>One run: start servers and initializer, wait for the proof, show it, watch, stop in order.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="console">The terminal, or where it is redirected to.</param>
/// <param name="screen">Where it says what it does.</param>
sealed class HostSession(HostOptions options, IAnsiConsole console, HostScreen screen)
{
    const string Stopping = "Stopping …";

    static readonly TimeSpan ProofLimit = TimeSpan.FromSeconds(180);

    /// <summary>A refusal that stays for that long is none of a moment; nobody is there who could put it right while <c>--once</c> waits.</summary>
    static readonly TimeSpan RefusalLimit = TimeSpan.FromSeconds(5);

    readonly long started = Stopwatch.GetTimestamp();
    readonly DateTimeOffset begun = DateTimeOffset.UtcNow;
    readonly ReplicationTopology topology = DefaultTopology.OnLoopback(options.PortBase, new TopologySettings { Positioning = options.Positioning });
    readonly Uri address = RunningHost.AddressOf(options.PortBase);
    readonly ShellLine shell = new(options.DataDirectory);
    // Made anew for each line: the dashboard's comes while the table is drawn.
    IReadOnlyList<string> footer = [];

    /// <summary>Runs until it is stopped, or only until the proof.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="HostException">It cannot be done.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before the proof.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        try
        {
            return await StartAndStopAsync(stop);
        }
        catch (Exception fault) when (HostFaults.Sentence(fault) is { } sentence)
        {
            screen.Note(sentence);
            throw;
        }
    }

    async Task<int> StartAndStopAsync(CancellationToken stop)
    {
        await using var dashboard = await HostDashboard.FindAsync(options, stop);
        using var telemetry = HostTelemetry.Start(dashboard.Telemetry(DashboardAccess.Host));
        using var span = HostSignals.Source.StartActivity("start");
        var location = await DataLocation.ResolveAsync(options.DataDirectory, stop);
        var installation = await new ServerProvisioner(say: Say).FindOrObtainAsync(options.Server ?? NameOfDataServer(new DataDirectory(location.Path)), stop);
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
                Ending = stop,
            },
            stop);
        location.Link();
        screen.OpenLog(data.HostLog);
        using var stopping = stop.Register(() => Say(Stopping));
        using var running = RunningHost.Announce(data, options.PortBase, installation.Client);
        Say($"Starting {topology.Nodes.Count} servers of {installation.Version.Product} ({installation.Origin}) in {location.Path}");

        await using var initializer = InitializerProcess.Start(
            topology, servers.ConnectionString, PasswordFile.ReadOrCreate(data.ReplicationPasswordFile), address, location.Path, Say,
            dashboard.Telemetry(DashboardAccess.Initializer), commandKey: PasswordFile.ReadOrCreate(data.CommandKeyFile), programs: installation.CopyPrograms, ending: stop);
        using var client = new StatusClient(address);
        var troubles = new Troubles(shell, () => servers.Phases);
        var watch = new StatusWatch(client, troubles, data.InitializerLog, Say) { Obstacle = () => initializer.Refusal };
        screen.ShowLive(() => Draw(watch, troubles, servers));
        using var commands = new CommandClient(address, PasswordFile.ReadOrCreate(data.CommandKeyFile));
        var orders = new NodeOrders(servers, stop);
        dashboard.Start(data, Say, access => new HostBoard(
            topology, servers, initializer, watch, status => [.. Silence(watch), .. troubles.Of(status)],
            new BoardRows(topology, access, address, data, begun, installation.Version.Family == ServerFamily.MariaDb ? "MariaDB" : "MySQL"),
            new BoardCommands(topology, commands, orders, () => watch.IsSilent ? null : watch.Last), data));
        await servers.StartAsync(stop);
        screen.Say($"All servers answer after {Seconds()} s; waiting for the proof …");
        Log.ServersAnswer(HostSignals.Logger, Elapsed.TotalSeconds);
        using var rotating = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var rotation = new PasswordRotation(data, servers, initializer, topology, Say).RunAsync(rotating.Token);
        await ProveAndWatchAsync(watch, dashboard, span, status => new StatusView(status, troubles.Of(status), servers.Phases), stop);

        await rotating.CancelAsync();
        await rotation;
        await screen.EndLiveAsync();
        if (!stop.IsCancellationRequested)
            Say(Stopping);
        // A trace of its own: the one of the start has ended.
        Activity.Current = null;
        using (HostSignals.Source.StartActivity("stop"))
        {
            await orders.EndAsync();
            await initializer.StopAsync();
            await servers.StopAsync();
        }

        telemetry?.Dispose();
        await dashboard.StopAsync();
        Say("Everything is stopped.");
        return 0;
    }

    async Task ProveAndWatchAsync(
        StatusWatch watch, HostDashboard dashboard, Activity? start, Func<TopologyStatus, StatusView> view, CancellationToken stop)
    {
        using (HostSignals.Source.StartActivity("wait for the proof"))
        {
            var proved = await (options.Once ? watch.UntilProvedAsync(RefusalLimit, ProofLimit, stop) : watch.UntilProvedAsync(null, null, stop));
            if (options.Once)
                await screen.EndLiveAsync();
            ShowProof(proved, view);
        }

        start?.Stop();
        // The line holds the token, so it is not kept anywhere.
        dashboard.ShowAddress(line =>
        {
            Keep(line);
            screen.Refresh();
        });

        if (options.Once)
            await dashboard.SettleAsync(ProofLimit, stop);
        else
            await watch.UntilStoppedAsync(status => screen.ShowOnce(view(status)), stop);
    }

    void ShowProof(TopologyStatus status, Func<TopologyStatus, StatusView> view)
    {
        // The word before the tables, which take their time to be drawn.
        var seconds = Seconds();
        Say(status.Changes == 0
            ? "Nothing to change: the links were already wired."
            : $"Wired in {status.Changes} {(status.Changes == 1 ? "step" : "steps")}.");
        screen.Note($"Proved after {seconds} s.");
        Keep($"Proved after {seconds} s.");
        Log.Proved(HostSignals.Logger, Elapsed.TotalSeconds, status.Changes);
        screen.ShowOnce(view(status));
        if (!options.Once)
        {
            Keep($"Connect:  {shell.For("mysql", topology.Nodes[0].Name)}");
            Keep($"Status:   {address}status");
            Keep("Ctrl+C stops everything in order.");
        }

        screen.Refresh();
    }

    StatusView Draw(StatusWatch watch, Troubles troubles, LocalServers servers)
    {
        var status = watch.Last ?? UnaskedStatus.Of(topology);
        return new StatusView(status, [.. Silence(watch), .. troubles.Of(status)], servers.Phases) { Footer = footer, Fits = true };
    }

    Trouble[] Silence(StatusWatch watch) => watch.IsSilent
        ? [new("the initializer does not answer; what stands here is what it said last", $"mended by itself: it is started again when it ends; what it says: {shell.For("logs", "initializer")}")]
        : [];

    /// <summary>Says a line that stays in sight.</summary>
    void Keep(string line)
    {
        if (screen.IsLive)
            footer = [.. footer, line];
        else
            screen.Show(line);
    }

    /// <summary>Data goes on with the server that it is of, where nobody names one.</summary>
    string? NameOfDataServer(DataDirectory data) =>
        options.Fresh || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DUALMASTER_MYSQLD")) ? null
        : data.LastServer(topology) is { } version ? ServerProduct.Of(version)?.Name : null;

    TimeSpan Elapsed => Stopwatch.GetElapsedTime(started);

    string Seconds() => Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    void Say(string line)
    {
        screen.Say(line);
        Log.Said(HostSignals.Logger, line);
    }
}
