using System.Globalization;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Refuses servers whose settings or identity would make a wired topology lose or double rows.</summary>
static class ServerInspection
{
    public static IEnumerable<Refusal> Inspect(PlannerInput input) =>
    [
        .. input.Nodes.Values.Where(node => node.Refusal is not null).Select(node => new Refusal([node.Name], node.Refusal!)),
        .. input.Reachable.SelectMany(node => Settings(input.Topology, node.Node, node.Server)),
        .. Twice(input, server => server.ServerUuid, "server_uuid", "stop one of them, remove auto.cnf from its data directory and start it again"),
        .. Twice(input, server => server.ServerId.ToString(CultureInfo.InvariantCulture), "server_id", "give one of them another server_id"),
        .. Steps(input),
        .. Channels(input),
        .. ForeignChannels(input),
    ];

    static IEnumerable<Refusal> Settings(ReplicationTopology topology, TopologyNode node, ServerState server)
    {
        if (server.ServerId != node.ServerId)
            yield return Wrong(node, "server_id", $"{server.ServerId}", $"{node.ServerId}", "set it in the server's configuration, or correct ServerId of the topology");

        foreach (var (name, expected) in server.Dialect.Required(node, topology.Settings.Positioning))
        {
            var found = server.Settings.GetValueOrDefault(name, "unknown");
            // A number is a number where one is expected.
            found = expected is "ON" or "OFF" ? Shown(found) : found;
            if (!string.Equals(found, expected, StringComparison.OrdinalIgnoreCase))
                yield return Wrong(node, name, found, expected, "set it in the server's configuration and restart the server");
        }

        if (node.Role == NodeRole.Master && topology.Masters.Count > 1)
        {
            var step = server.Settings.GetValueOrDefault(ServerSettings.AutoIncrementIncrement, "1");
            if (!int.TryParse(step, CultureInfo.InvariantCulture, out var number) || number < topology.Masters.Count)
                yield return Wrong(node, ServerSettings.AutoIncrementIncrement, step, $"at least {topology.Masters.Count}", "set it in the server's configuration, else two masters generate the same key");

            var offset = server.Settings.GetValueOrDefault(ServerSettings.AutoIncrementOffset, "1");
            var expected = topology.AutoIncrementOffset(node.Name).ToString(CultureInfo.InvariantCulture);
            if (offset != expected)
                yield return Wrong(node, ServerSettings.AutoIncrementOffset, offset, expected, "set it in the server's configuration, else two masters generate the same key");
        }

        if (server is { HasUserData: true, HasGtids: true, IsHalfCopied: false })
            yield return new Refusal([node.Name], $"{node.Name} holds tables and knows of no transaction; expected every row to have come through the binary log, because no link can deliver the others; load the data again with the binary log on, or start from a dump.");
        // Later it may be what was applied and changed nothing.
        if (!server.Unlogged.IsEmpty && server is { Channels.Count: 0, IsHalfCopied: false })
            yield return new Refusal([node.Name], $"{node.Name} is said to have {server.Unlogged.Count} transaction(s) that its binary log knows nothing of ({server.Unlogged}): it was made from a copy; expected its gtid_binlog_state to have them too, because else nobody can tell what its logs lack; set that, after RESET MASTER, to its gtid_slave_pos.");
    }

    static IEnumerable<Refusal> Twice(PlannerInput input, Func<ServerState, string?> identity, string name, string remedy) =>
        from same in input.Reachable.GroupBy(node => identity(node.Server))
        where same.Key is not null && same.Count() > 1
        let names = same.Select(node => node.Node.Name).ToArray()
        select new Refusal(names, $"{string.Join(" and ", names)} have the same {name} {same.Key}; expected a different one on each; {remedy}.");

    static IEnumerable<Refusal> Steps(PlannerInput input)
    {
        var masters = input.Reachable.Where(node => node.Node.Role == NodeRole.Master).ToArray();
        var steps = masters.GroupBy(node => node.Server.Settings.GetValueOrDefault(ServerSettings.AutoIncrementIncrement, "1")).ToArray();
        // A step that is too small by itself has a sentence of its own.
        if (steps.Length > 1 && steps.All(step => int.TryParse(step.Key, CultureInfo.InvariantCulture, out var number) && number >= input.Topology.Masters.Count))
        {
            yield return new Refusal([.. masters.Select(node => node.Node.Name)],
                $"{string.Join(", ", masters.Select(node => $"{node.Node.Name} has {ServerSettings.AutoIncrementIncrement} = {node.Server.Settings.GetValueOrDefault(ServerSettings.AutoIncrementIncrement, "1")}"))}; expected the same on every master, because with different steps two of them generate the same key; set it in the servers' configuration.");
        }
    }

    static IEnumerable<Refusal> Channels(PlannerInput input) =>
        from node in input.Reachable
        let links = input.Topology.LinksInto(node.Node.Name).ToArray()
        where links.Length > 1 && !node.Server.Dialect.HasChannels
        select new Refusal([node.Node.Name], $"{node.Node.Name} has {links.Length} sources ({string.Join(", ", links.Select(link => link.Source))}) and runs {node.Server.Version}, which follows only one; expected a server with replication channels; remove all but one of its links, or upgrade the server.");

    static IEnumerable<Refusal> ForeignChannels(PlannerInput input) =>
        from node in input.Reachable
        from channel in node.Server.Channels
        where ChannelMatch.IsForeign(input, channel)
        select new Refusal([node.Node.Name], $"{node.Node.Name} follows {channel.Target.Address} by the channel '{channel.Name}', which is no node of this topology; expected only links of the topology; add that server, or run on {node.Node.Name}: {node.Server.Dialect.ForgetChannelCommand(channel.Name)}");

    static Refusal Wrong(TopologyNode node, string name, string found, string expected, string remedy) =>
        new([node.Name], $"{node.Name} has {name} = {found}; expected {expected}; {remedy}.");

    static string Shown(string value) => value switch { "1" => "ON", "0" => "OFF", _ => value };
}
