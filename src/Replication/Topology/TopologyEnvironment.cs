using System.Globalization;

namespace DualMaster.Replication.Topology;

/// <summary>The environment variables by which a host hands the topology to the initializer; the reverse of <see cref="TopologyOptions"/>.</summary>
public static class TopologyEnvironment
{
    /// <summary>The variable that carries the replication account's password.</summary>
    public const string ReplicationPassword = $"{TopologyOptions.Section}__{nameof(TopologyOptions.ReplicationPassword)}";

    /// <summary>The variable that carries the key for commands.</summary>
    public const string CommandKey = $"{TopologyOptions.Section}__{nameof(TopologyOptions.CommandKey)}";

    /// <summary>The variable that carries a node's connection string, by which the initializer reaches it.</summary>
    /// <param name="node">The node's name.</param>
    public static string ConnectionString(string node) => $"ConnectionStrings__{node}";

    /// <summary>The variable that carries the host by which the other nodes reach a node.</summary>
    /// <param name="index">The node's place in <see cref="ReplicationTopology.Nodes"/>, from 0.</param>
    public static string ReplicationHost(int index) => Key(nameof(TopologyOptions.Nodes), index, nameof(NodeOptions.ReplicationHost));

    /// <summary>The variable that carries the port by which the other nodes reach a node.</summary>
    /// <param name="index">The node's place in <see cref="ReplicationTopology.Nodes"/>, from 0.</param>
    public static string ReplicationPort(int index) => Key(nameof(TopologyOptions.Nodes), index, nameof(NodeOptions.ReplicationPort));

    /// <summary>The variables that carry the commands by which a node is copied without the clone plugin.</summary>
    /// <param name="dump">The dump program, word by word.</param>
    /// <param name="load">The client.</param>
    public static IEnumerable<KeyValuePair<string, string>> CopyCommands(IReadOnlyList<string> dump, IReadOnlyList<string> load) =>
    [
        .. dump.Select((word, index) => new KeyValuePair<string, string>($"{TopologyOptions.Section}__{nameof(TopologyOptions.DumpCommand)}__{Text(index)}", word)),
        .. load.Select((word, index) => new KeyValuePair<string, string>($"{TopologyOptions.Section}__{nameof(TopologyOptions.LoadCommand)}__{Text(index)}", word)),
    ];

    /// <summary>All variables of the topology, without secrets.</summary>
    /// <param name="topology">A validated topology.</param>
    /// <returns>Names with values.</returns>
    public static IEnumerable<KeyValuePair<string, string>> For(ReplicationTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return Variables(topology);
    }

    static IEnumerable<KeyValuePair<string, string>> Variables(ReplicationTopology topology)
    {
        foreach (var (index, node) in topology.Nodes.Index())
        {
            yield return new(Key(nameof(TopologyOptions.Nodes), index, nameof(NodeOptions.Name)), node.Name);
            yield return new(Key(nameof(TopologyOptions.Nodes), index, nameof(NodeOptions.Role)), node.Role.ToString());
            yield return new(Key(nameof(TopologyOptions.Nodes), index, nameof(NodeOptions.ServerId)), Text(node.ServerId));
            yield return new(ReplicationHost(index), node.ReplicationHost);
            yield return new(ReplicationPort(index), Text(node.ReplicationPort));
        }

        foreach (var (index, link) in topology.Links.Index())
        {
            yield return new(Key(nameof(TopologyOptions.Links), index, nameof(LinkOptions.Source)), link.Source);
            yield return new(Key(nameof(TopologyOptions.Links), index, nameof(LinkOptions.Replica)), link.Replica);
            yield return new(Key(nameof(TopologyOptions.Links), index, nameof(LinkOptions.Delay)), Text(link.Delay));
        }

        var settings = topology.Settings;
        yield return Setting(nameof(settings.WriterMode), settings.WriterMode.ToString());
        if (settings.Writer is { } writer)
            yield return Setting(nameof(settings.Writer), writer);
        yield return Setting(nameof(settings.Positioning), settings.Positioning.ToString());
        yield return Setting(nameof(settings.AutoIncrementStep), Text(topology.AutoIncrementStep));
        yield return Setting(nameof(settings.BeatInterval), Text(settings.BeatInterval));
        yield return Setting(nameof(settings.RoundInterval), Text(settings.RoundInterval));
        yield return Setting(nameof(settings.ProvingInterval), Text(settings.ProvingInterval));
        yield return Setting(nameof(settings.Grace), Text(settings.Grace));
        yield return Setting(nameof(settings.StatementTimeout), Text(settings.StatementTimeout));
        yield return Setting(nameof(settings.BeatPatience), Text(settings.BeatPatience));
        yield return Setting(nameof(settings.BinaryLogRetention), Text(settings.BinaryLogRetention));
        // Only where they differ, so that whoever starts a host can give these to its initializer.
        if (settings.RehomeAfter != new TopologySettings().RehomeAfter)
            yield return Setting(nameof(settings.RehomeAfter), Text(settings.RehomeAfter));
        foreach (var kind in Enum.GetValues<RepairKind>().Where(kind => !settings.Repairs.Allow(kind)))
            yield return new(RepairSettings.Switch(kind).Replace(":", "__", StringComparison.Ordinal), bool.FalseString);
    }

    static KeyValuePair<string, string> Setting(string name, string value) => new($"{TopologyOptions.Section}__{name}", value);

    static string Key(string list, int index, string property) => $"{TopologyOptions.Section}__{list}__{Text(index)}__{property}";

    static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
