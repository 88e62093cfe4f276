using System.Data.Common;

namespace DualMaster.Replication.Servers;

/// <summary>Refuses servers that something else replicates, before anything is changed on them.</summary>
static class ServerSuitability
{
    // They speak MySQL's protocol and are something else below it.
    static readonly string[] Lookalikes = ["Aurora", "TiDB", "OceanBase", "SingleStore", "Vitess", "PlanetScale"];

    /// <summary>Why a server is not suitable; null when it is.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="says">The version that it gives itself.</param>
    /// <param name="reader">The results of <see cref="IServerDialect.Suitability"/>: rows of a name and a value.</param>
    /// <param name="token">Ends the reading.</param>
    public static async Task<string?> RefusalAsync(string node, string says, DbDataReader reader, CancellationToken token)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? refusal;
        do
        {
            while (await reader.ReadAsync(token))
                found[reader.GetString(0)] = reader.GetString(1);
            refusal = Refusal(node, says, found);
        }
        // What only speaks like MySQL may not have the tables that are asked next.
        while (refusal is null && await reader.NextResultAsync(token));
        return refusal;
    }

    internal static string? Refusal(string node, string says, IReadOnlyDictionary<string, string> found)
    {
        const string Expected = "expected a server that nothing else replicates";
        var comment = found.GetValueOrDefault("version_comment", "");
        if (found.GetValueOrDefault("wsrep_on") is "ON" or "1")
            return $"{node} is a member of a Galera cluster (wsrep_on is ON); {Expected}; take it out of the cluster, or name another server.";
        if (found.TryGetValue("group_replication", out var state))
            return $"{node} is a member of a Group Replication group (its state is {state}); {Expected}; take it out of the group, or name another server.";
        if (found.ContainsKey("aurora_version") || Array.Find(Lookalikes, name => $"{says} {comment}".Contains(name, StringComparison.OrdinalIgnoreCase)) is not null)
            return $"{node} says that it is {says} ({(comment.Length > 0 ? comment : "without a comment")}), which only speaks like MySQL; {Expected}; name another server.";
        return null;
    }
}
