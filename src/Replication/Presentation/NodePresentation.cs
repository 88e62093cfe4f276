using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;

namespace DualMaster.Replication.Presentation;

/// <summary>Shows a node.</summary>
public static class NodePresentation
{
    /// <summary>Its icon.</summary>
    /// <param name="role">What it is for.</param>
    public static string Icon(NodeRole role) => role == NodeRole.Master ? "DatabaseMultiple" : "Database";

    /// <summary>Shows it.</summary>
    /// <param name="node">What is known of it.</param>
    public static Shown Of(NodeStatus node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var icon = Icon(node.Role == "master" ? NodeRole.Master : NodeRole.Replica);
        if (!node.Reachable)
            return new Shown("Unreachable", Tone.Error, icon, $"{node.Name} does not answer{(node.Error is null ? "" : $": {node.Error}")}");

        var errant = node.Errant > 0 ? $", {node.Errant} errant transactions" : "";
        return new Shown("Running", errant.Length == 0 ? Tone.Success : Tone.Warning, icon, $"{node.Role}, {What(node)}{errant}");
    }

    /// <summary>What is known of it.</summary>
    /// <param name="node">The node.</param>
    public static IReadOnlyList<ShownProperty> Properties(NodeStatus node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ShownProperty.Known(
            ("role", "Role", node.Role),
            ("version", "Version", node.Version),
            ("writes", "Takes writes", node.ReadOnly switch { true => "no", false => "yes", null => null }),
            ("server_id", "server_id", Words.Number(node.ServerId)),
            ("errant", "Errant transactions", Words.Number(node.Errant)));
    }

    /// <summary>Its version, and whether it takes writes.</summary>
    /// <param name="node">What is known of it.</param>
    public static string What(NodeStatus node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return $"{node.Version ?? "running"}{node.ReadOnly switch { true => ", read-only", false => ", writable", null => "" }}";
    }
}
