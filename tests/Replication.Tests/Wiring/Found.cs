using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>What a round finds: a wired or fresh topology, with something changed.</summary>
static class Found
{
    public static PlannerInput Wired(string topology = Topologies.Default)
    {
        var cluster = new SimulatedCluster(Topologies.Named(topology));
        new SimulatedInitializer(cluster).RunUntilWired();
        cluster.Settle(TimeSpan.FromSeconds(60));
        return new SimulatedInitializer(cluster).Look();
    }

    public static PlannerInput Fresh(string topology = Topologies.Default) =>
        new SimulatedInitializer(new SimulatedCluster(Topologies.Named(topology))).Look();

    public static WiringPlan Plan(this PlannerInput input) => WiringPlanner.Plan(input);

    public static PlannerInput With(this PlannerInput input, string node, Func<ServerState, ServerState> change) =>
        input.Replace(node, found => found with { Server = change(found.Server!) });

    public static PlannerInput Without(this PlannerInput input, params string[] nodes) =>
        nodes.Aggregate(input, (left, node) => left.Replace(node, found => found with { Server = null, Error = "connection refused" }));

    public static PlannerInput WithSetting(this PlannerInput input, string node, string name, string value) =>
        input.With(node, server => server with { Settings = new Dictionary<string, string>(server.Settings) { [name] = value } });

    /// <summary>Changes the only channel of a node.</summary>
    public static PlannerInput WithChannel(this PlannerInput input, string node, Func<ChannelState, ChannelState> change) =>
        input.With(node, server => server with { Channels = [change(server.Channels.Single())] });

    public static PlannerInput WithHistory(this PlannerInput input, TopologyLink link, LinkHistory history) =>
        input with { History = new Dictionary<TopologyLink, LinkHistory>(input.History) { [link] = history } };

    public static PlannerInput Paused(this PlannerInput input, string source, string replica) =>
        input.With("node1", server => server with { DesiredLinks = [new DesiredLink(source, replica, Paused: true, DateTime.UnixEpoch)] });

    public static TopologyLink Link(this PlannerInput input, string source, string replica) => input.Topology.Link(source, replica);

    public static string Uuid(this PlannerInput input, string node) => SimulatedNode.UuidOf(input.Topology.Node(node));

    /// <summary>The same server as another version would show it.</summary>
    public static ServerState As(this ServerState server, ServerVersion version)
    {
        var dialect = ServerDialects.For(version)!;
        var settings = new Dictionary<string, string>(server.Settings);
        foreach (var (name, expected) in dialect.Required(new TopologyNode("", NodeRole.Master, server.ServerId, "", 0), Positioning.Gtid))
            settings.TryAdd(name, expected);
        return server with { Version = version, Settings = settings };
    }

    public static ServerVersion Version(string text) => ServerVersion.TryParse(text, out var version) ? version : throw new FormatException(text);

    public static ServerState Adding(this ServerState server, string transactions) => server with
    {
        Executed = server.Executed.Union(GtidSet.Parse(transactions)),
        ExecutedLater = server.ExecutedLater.Union(GtidSet.Parse(transactions)),
    };

    public static ServerState Lacking(this ServerState server, string transactions) => server with
    {
        Executed = server.Executed.Except(GtidSet.Parse(transactions)),
        ExecutedLater = server.ExecutedLater.Except(GtidSet.Parse(transactions)),
    };

    static PlannerInput Replace(this PlannerInput input, string node, Func<NodeState, NodeState> change) =>
        input with { Nodes = input.Nodes.ToDictionary(found => found.Key, found => found.Key == node ? change(found.Value) : found.Value) };
}
