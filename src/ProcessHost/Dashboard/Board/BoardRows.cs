using System.Globalization;
using DualMaster.ProcessHost.Wire;
using DualMaster.Replication.Presentation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using MySqlConnector;

namespace DualMaster.ProcessHost;

/// <summary>The rows of the dashboard: the topology with its links and nodes below it, initializer and host.</summary>
/// <param name="topology">The topology.</param>
/// <param name="access">The dashboard.</param>
/// <param name="initializer">Where the initializer listens.</param>
/// <param name="data">Where all data is.</param>
/// <param name="since">When this host started.</param>
/// <param name="product">What the servers are: MySQL or MariaDB.</param>
sealed class BoardRows(ReplicationTopology topology, DashboardAccess access, Uri initializer, DataDirectory data, DateTimeOffset since, string product)
{
    /// <summary>The row of the whole.</summary>
    public const string Topology = "topology";

    // Rows are ordered by kind: the topology first.
    const string ProgramKind = "Worker";

    readonly PageAddress pages = new(access.Address);

    /// <summary>All rows.</summary>
    public IEnumerable<Resource> Of(BoardSight sight) =>
    [
        Whole(sight),
        .. topology.Links.Select(link => Link(link, sight)),
        .. topology.Nodes.Select(node => Node(node, sight)),
        Initializer(sight),
        Host(),
    ];

    Resource Whole(BoardSight sight)
    {
        var shown = sight.Refusal is { } refusal ? new Shown("Unknown", Tone.Error, TopologyPresentation.Icon, refusal)
            : sight.IsSilent ? TopologyPresentation.Of(null)
            : sight.Status is { } said ? TopologyPresentation.Of(said) with { State = said.State == TopologyHealth.Proved ? TopologyPresentation.Running : said.State.ToString() }
            : new Shown("Starting", Tone.Info, TopologyPresentation.Icon, "the servers are being started");
        var answers = Answered(sight) is not null;
        return ResourceDraft.Row(Topology, TopologyPresentation.Kind, shown, since)
            .With(sight.Status is null ? [] : TopologyPresentation.Properties(sight.Status))
            .WithPage("Lag", pages.Lag)
            .WithCommand(CommandWords.Status, answers)
            .WithCommand(CommandWords.Reprove, answers);
    }

    Resource Link(TopologyLink link, BoardSight sight)
    {
        var limit = LinkPresentation.LagLimit(link, topology.Settings);
        var status = Answered(sight)?.Links.FirstOrDefault(found => found.Source == link.Source && found.Replica == link.Replica);
        var row = ResourceDraft.Row(LinkPresentation.Name(link.Source, link.Replica), LinkPresentation.Kind, LinkPresentation.Of(status, limit), since)
            .Below(Topology)
            .With(status is null ? [] : LinkPresentation.Properties(status))
            .Towards(link.Replica, LinkPresentation.ToReplica)
            .WithPage("Lag", pages.Lag).WithPage("Log", pages.Logs(link)).WithPage("Traces", pages.Traces(link));
        foreach (var command in Enum.GetValues<LinkCommand>())
            row.WithCommand(CommandWords.Of(command), CommandWords.MakesSense(command, LinkPresentation.Condition(status, limit)));
        return row;
    }

    Resource Node(TopologyNode node, BoardSight sight)
    {
        var server = sight.Servers[node.Name];
        var status = Answered(sight)?.Nodes.FirstOrDefault(found => found.Name == node.Name);
        var row = ResourceDraft.Row(node.Name, product, NodeShown(node, server, status), server.ProcessId == 0 ? since : server.Since)
            .Below(Topology)
            .WithValue("resource.connectionString", new MySqlConnectionStringBuilder { Server = node.ReplicationHost, Port = (uint)node.ReplicationPort, UserID = "root" }.ConnectionString)
            .With(status is null ? [] : NodePresentation.Properties(status))
            .With(Process(server, data.Log(node.Name)))
            .At(new Uri($"tcp://{node.ReplicationHost}:{node.ReplicationPort.ToString(CultureInfo.InvariantCulture)}"))
            .WithPage("Metrics", pages.Metrics).WithPage("Log", pages.Logs(node)).WithPage("Traces", pages.Traces(node));
        foreach (var link in topology.Links.Where(link => link.Source == node.Name))
            row.Towards(LinkPresentation.Name(link.Source, link.Replica), LinkPresentation.OfSource);
        foreach (var command in NodeCommandWords.All)
            row.WithCommand(command, server.ProcessId != 0 && NodeCommandWords.MakesSense(command, server.Phase));
        return row;
    }

    static Shown NodeShown(TopologyNode node, ServerSight server, NodeStatus? status)
    {
        var icon = NodePresentation.Icon(node.Role);
        return server switch
        {
            { ProcessId: 0 } or { Phase: NodeServerPhase.Starting } => new Shown("Starting", Tone.Info, icon, "it is being started"),
            { Phase: NodeServerPhase.Restarting } => new Shown("Restarting", Tone.Warning, icon, "it ended by itself and is started again; its console says why"),
            { Phase: NodeServerPhase.Stopped } => new Shown("Stopped", Tone.Error, icon, "it was stopped; to do: start it"),
            _ => status is null ? new Shown(TopologyPresentation.Running, Tone.Success, icon, "it answers") : NodePresentation.Of(status),
        };
    }

    Resource Initializer(BoardSight sight)
    {
        const string icon = "CodeCircle";
        var shown = sight.Refusal is { } refusal ? new Shown("Refused", Tone.Error, icon, refusal)
            : sight.IsSilent ? new Shown("Silent", Tone.Error, icon, "it does not answer, and is started again when it ends; its console says why")
            : sight.Status is { } said ? new Shown(TopologyPresentation.Running, Tone.Success, icon, said.Acting ? "observes, plans, acts and proves" : "only observes: another one holds the lock")
            : new Shown("Starting", Tone.Info, icon, "it has not answered yet");
        return Joined(ResourceDraft.Row(DashboardAccess.Initializer, ProgramKind, shown, sight.Initializer.Since)
            .With(Process(sight.Initializer, data.InitializerLog))
            .Towards(Topology, "Initializer of")
            .WithPage("Status", new Uri(initializer, "status")).WithPage("Health", new Uri(initializer, "health")));
    }

    Resource Host() => Joined(ResourceDraft.Row(DashboardAccess.Host, ProgramKind, new Shown(TopologyPresentation.Running, Tone.Success, "Server", $"the data is in {data.Location}"), since)
        .With(Process(new ServerSight(NodeServerPhase.Running, Environment.ProcessId, since), data.HostLog))
        .Towards(DashboardAccess.Initializer, "Host of"));

    // The name by which the dashboard finds what was sent of it.
    Resource Joined(Resource resource)
    {
        resource.Name = $"{resource.DisplayName}-{access.InstanceId}";
        return resource;
    }

    static IEnumerable<ShownProperty> Process(ServerSight process, string log) =>
    [
        new("dualmaster.process", "Process id", process.ProcessId.ToString(CultureInfo.InvariantCulture)),
        new("dualmaster.log", "Log file", log),
    ];

    static TopologyStatus? Answered(BoardSight sight) => sight.IsSilent ? null : sight.Status;
}
