using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Wiring;

/// <summary>Judges whether a node may be overwritten by a copy of another: only when it is proved that it holds nothing.</summary>
static class EmptyNode
{
    /// <summary>What stands against it, as the rest of a sentence; null when the node is proved empty, or holds half a copy of ours.</summary>
    public static string? Obstacle(ServerState server)
    {
        if (!server.HasGtids)
            return "without GTIDs nothing proves that it is empty";
        // What is there was put there by a copy that began when it was empty. Whether somebody wrote since is asked before it is deleted.
        if (server.IsHalfCopied)
            return null;
        var known = server.Executed.Union(server.ExecutedLater);
        return !known.IsEmpty ? $"it is not empty: it has {known.Count} transaction(s)"
            : server.HasUserData switch
            {
                false => null,
                true => "it is not empty: it holds tables",
                null => "it is not known whether it holds tables",
            };
    }
}
