namespace DualMaster.Replication.Presentation;

/// <summary>One thing that is known of a node, a link or the topology, as its details show it.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Title">What stands beside it.</param>
/// <param name="Value">The value, in words.</param>
public sealed record ShownProperty(string Name, string Title, string Value)
{
    /// <summary>What there is to know, in one line; the first of all.</summary>
    /// <param name="shown">How it is shown.</param>
    public static ShownProperty Replication(Shown shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return new("dualmaster.replication", "Replication", shown.Text);
    }

    /// <summary>Leaves out what is not known.</summary>
    internal static IReadOnlyList<ShownProperty> Known(params (string Name, string Title, string? Value)[] properties) =>
    [
        .. from property in properties
           where !string.IsNullOrEmpty(property.Value)
           select new ShownProperty($"dualmaster.{property.Name}", property.Title, property.Value),
    ];
}
