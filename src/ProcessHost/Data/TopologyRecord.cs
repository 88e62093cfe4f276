using System.Text.Json;
using System.Text.Json.Serialization;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>Which nodes the data in a directory belongs to, as a file beside them.</summary>
/// <param name="Nodes">The nodes.</param>
sealed partial record TopologyRecord(IReadOnlyList<TopologyRecord.Node> Nodes)
{
    /// <summary>What of a topology may not change over existing data; ports may.</summary>
    public static TopologyRecord Of(ReplicationTopology topology) =>
        new([.. topology.Nodes.Select(node => new Node(node.Name, node.Role, node.ServerId))]);

    /// <summary>Reads the file; null when there is none.</summary>
    /// <exception cref="HostException">It holds something else.</exception>
    public static TopologyRecord? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.Default.TopologyRecord) is { Nodes.Count: > 0 } record && record.Nodes.All(node => IsName(node.Name)))
                return record;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new HostException($"{path} cannot be read; expected the nodes whose data lies beside it, as JSON; put it back, or delete it when the data is the topology's.");
    }

    /// <summary>Writes the file, unless it says the same already.</summary>
    public void Write(string path)
    {
        var text = JsonSerializer.Serialize(this, Json.Default.TopologyRecord) + "\n";
        if (!File.Exists(path) || File.ReadAllText(path) != text)
            WholeFile.Write(path, text, FileModes.Shown);
    }

    // It becomes a path that --fresh deletes.
    static bool IsName(string name) => name.Length > 0 && char.IsAsciiLetter(name[0]) && name == Path.GetFileName(name);

    /// <inheritdoc/>
    public bool Equals(TopologyRecord? other) => other is not null && Nodes.SequenceEqual(other.Nodes);

    /// <inheritdoc/>
    public override int GetHashCode() => Nodes.Count;

    /// <summary>For sentences.</summary>
    public override string ToString() => string.Join(", ", Nodes.Select(node => $"{node.Name} ({(node.Role == NodeRole.Master ? "master" : "replica")}, server_id {node.ServerId})"));

    /// <summary>A node.</summary>
    /// <param name="Name">Its name, and the directory's.</param>
    /// <param name="Role">Its role.</param>
    /// <param name="ServerId">Its <c>server_id</c>, which its transactions carry.</param>
    internal sealed record Node(string Name, NodeRole Role, uint ServerId);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(TopologyRecord))]
    sealed partial class Json : JsonSerializerContext;
}
