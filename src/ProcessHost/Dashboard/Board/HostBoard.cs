using DualMaster.Replication.Presentation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;

namespace DualMaster.ProcessHost;

/// <summary>Shows the dashboard what this host and its initializer know, again and again.</summary>
sealed class HostBoard
{
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    readonly ReplicationTopology topology;
    readonly LocalServers servers;
    readonly InitializerProcess initializer;
    readonly StatusWatch watch;
    readonly Func<TopologyStatus, IReadOnlyList<Trouble>> wrong;
    readonly BoardRows rows;
    readonly Dictionary<string, ServerSight> seen = [];

    /// <summary>Makes it.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="servers">Its servers.</param>
    /// <param name="initializer">Its initializer.</param>
    /// <param name="watch">Knows what that says.</param>
    /// <param name="wrong">Finds what is wrong, and what mends it.</param>
    /// <param name="rows">Makes the rows.</param>
    /// <param name="commands">Carries commands out.</param>
    /// <param name="data">Has the logs.</param>
    public HostBoard(
        ReplicationTopology topology, LocalServers servers, InitializerProcess initializer, StatusWatch watch,
        Func<TopologyStatus, IReadOnlyList<Trouble>> wrong, BoardRows rows, BoardCommands commands, DataDirectory data)
    {
        this.topology = topology;
        this.servers = servers;
        this.initializer = initializer;
        this.watch = watch;
        this.wrong = wrong;
        this.rows = rows;
        Content = new DashboardContent(new ResourceBoard(), new NoticeBoard(), name => Console(data, name), commands.ExecuteAsync);
        Look();
    }

    /// <summary>What it shows.</summary>
    public DashboardContent Content { get; }

    /// <summary>Waits until every server was started: until then all processors are theirs.</summary>
    public async Task ServersAreStartedAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(BetweenLooks);
        while (servers.All.Any(server => server.ProcessId == 0))
            await timer.WaitForNextTickAsync(stop);
    }

    /// <summary>Keeps it up to date.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(BetweenLooks);
        try
        {
            do
                Look();
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // That was asked for.
        }
    }

    void Look()
    {
        var sight = new BoardSight(
            watch.Last, watch.IsSilent, watch.Last is null ? initializer.Refusal : null,
            See(DashboardAccess.Initializer, NodeServerPhase.Running, initializer.ProcessId),
            servers.All.ToDictionary(server => server.Node.Name, server => See(server.Node.Name, server.Phase, server.ProcessId)));
        Content.Resources.Show(rows.Of(sight));
        Content.Notices.Show(NoticeOf(watch.Last));
    }

    ServerSight See(string name, NodeServerPhase phase, int processId) =>
        seen[name] = seen.GetValueOrDefault(name) is { } before && before.ProcessId == processId ? before with { Phase = phase } : new ServerSight(phase, processId, DateTimeOffset.UtcNow);

    // Until all is laid, most of what does not run yet will by itself.
    Notice? NoticeOf(TopologyStatus? status) =>
        status is null or { State: TopologyHealth.Waiting or TopologyHealth.Wiring, Decisions: [] } || wrong(status) is not [_, ..] troubles ? null
        : new Notice(
            $"{troubles[0].What}.", string.Join(" ", [Sentence(Remedy(troubles[0])), .. troubles.Skip(1).Select(trouble => Sentence($"Also: {trouble.What}; {Remedy(trouble)}"))]),
            status.State is TopologyHealth.Degraded or TopologyHealth.Refused);

    static string Remedy(Trouble trouble) => trouble.Button ?? trouble.Remedy;

    // A statement keeps its end as it is: it may be copied.
    static string Sentence(string text) => text.EndsWith(';') ? text : $"{text}.";

    ConsoleLog? Console(DataDirectory data, string name) =>
        topology.Links.FirstOrDefault(link => LinkPresentation.Name(link.Source, link.Replica) == name) is { } link ? new ConsoleLog(data.InitializerLog, $"{link.Source} → {link.Replica}")
        : topology.Nodes.Any(node => node.Name == name) ? new ConsoleLog(data.Log(name))
        : name == BoardRows.Topology ? new ConsoleLog(data.HostLog)
        : Content.Resources.Find(name)?.DisplayName is DashboardAccess.Initializer or DashboardAccess.Host ? new ConsoleLog(data.Log(Content.Resources.Find(name)!.DisplayName))
        : null;
}
