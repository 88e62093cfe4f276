using DualMaster.Replication.Copying;
using DualMaster.Replication.Topology;
using Microsoft.Extensions.Configuration;

namespace DualMaster.ReplicationInitializer;

/// <summary>What the initializer was told, checked before anything is started.</summary>
/// <param name="Topology">What is wanted.</param>
/// <param name="ConnectionStrings">How each node is reached, by name.</param>
/// <param name="ReplicationPassword">Password of the replication account.</param>
/// <param name="CommandKey">The key that commands have to show; null when none are taken.</param>
/// <param name="Programs">How nodes are copied without the clone plugin.</param>
public sealed record InitializerConfiguration(
    ReplicationTopology Topology, IReadOnlyDictionary<string, string> ConnectionStrings, string ReplicationPassword, string? CommandKey, CopyPrograms Programs)
{
    /// <summary>Whoever gives commands can stop replication, so the key must not be one that is guessed.</summary>
    const int ShortestKey = 16;

    /// <summary>Reads the sections <c>Topology</c> and <c>ConnectionStrings</c>.</summary>
    /// <param name="configuration">Environment and <c>appsettings.json</c>.</param>
    /// <exception cref="TopologyException">Something is missing or cannot be wired; each problem is a sentence.</exception>
    public static InitializerConfiguration Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        TopologyOptions options;
        try
        {
            // Unknown names are refused: a setting that is misspelt would otherwise be left out without a word.
            options = configuration.GetSection(TopologyOptions.Section)
                .Get<TopologyOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new TopologyOptions();
        }
        catch (InvalidOperationException malformed)
        {
            throw new TopologyException([ConfigurationFault.OfSection(malformed)]);
        }

        var topology = options.ToTopology();
        var connectionStrings = configuration.GetSection("ConnectionStrings").GetChildren()
            .Where(entry => !string.IsNullOrWhiteSpace(entry.Value))
            .ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.OrdinalIgnoreCase);
        string[] problems =
        [
            .. topology.Nodes.Where(node => !connectionStrings.ContainsKey(node.Name)).Select(node =>
                $"{node.Name} has no connection string; expected one under ConnectionStrings:{node.Name}; add it."),
            .. topology.Nodes.Where(node => connectionStrings.TryGetValue(node.Name, out var text) && !IsReadable(text)).Select(node =>
                $"ConnectionStrings:{node.Name} cannot be read; expected Server=…;Port=…;User ID=…;Password=…; correct it."),
            .. string.IsNullOrEmpty(options.ReplicationPassword)
                ? [$"{TopologyOptions.Section}:{nameof(options.ReplicationPassword)} is missing; expected the password of the replication account; set it in the environment."]
                : Array.Empty<string>(),
            .. options.CommandKey is { Length: > 0 and < ShortestKey }
                ? [$"{TopologyOptions.Section}:{nameof(options.CommandKey)} has {options.CommandKey.Length} characters; expected at least {ShortestKey}, because whoever guesses it can stop replication; set a longer one, or none."]
                : Array.Empty<string>(),
        ];
        return problems.Length == 0
            ? new InitializerConfiguration(topology, connectionStrings, options.ReplicationPassword!, string.IsNullOrEmpty(options.CommandKey) ? null : options.CommandKey,
                new CopyPrograms([.. options.DumpCommand], [.. options.LoadCommand]))
            : throw new TopologyException(problems);
    }

    // The message of the driver is left out: it may quote the text, and the text holds a password.
    static bool IsReadable(string connectionString)
    {
        try
        {
            _ = new MySqlConnector.MySqlConnectionStringBuilder(connectionString);
            return true;
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
