using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>The directory of all nodes, with the passwords and the initializer's log.</summary>
/// <param name="path">Absolute path.</param>
sealed class DataDirectory(string path)
{
    /// <summary>Held open exclusively by the host that uses the directory.</summary>
    public string LockFile => Path.Combine(path, "host.lock");

    public string RootPasswordFile => Path.Combine(path, "root-password");

    public string ReplicationPasswordFile => Path.Combine(path, "replication-password");

    public string InitializerLog => Path.Combine(path, "initializer.log");

    public string DashboardLog => Path.Combine(path, "dashboard.log");

    /// <summary>What of ours is there, and nothing else: somebody may have passed a directory that holds more.</summary>
    public IReadOnlyList<string> Contents(ReplicationTopology topology) =>
    [
        .. topology.Nodes.Select(node => Path.Combine(path, node.Name)).Where(Directory.Exists),
        .. ((string[])[RootPasswordFile, ReplicationPasswordFile, InitializerLog, InitializerLog + ".1", DashboardLog, DashboardLog + ".1"]).Where(File.Exists),
    ];

    /// <summary>Deletes the <see cref="Contents"/>.</summary>
    public void Delete(ReplicationTopology topology)
    {
        foreach (var content in Contents(topology))
            if (Directory.Exists(content))
                Directory.Delete(content, recursive: true);
            else
                File.Delete(content);
    }

    /// <summary>Root's password, made when there is no data yet; from then on the file's counts.</summary>
    /// <param name="hasData">Whether a node has data.</param>
    /// <param name="wanted">The password for new data; null for a generated one.</param>
    public string RootPassword(bool hasData, string? wanted) =>
        hasData && !File.Exists(RootPasswordFile)
            ? throw new HostException($"{RootPasswordFile} is missing, but the nodes have data; expected root's password there; put it back, or delete the data with --fresh.")
            : PasswordFile.ReadOrCreate(RootPasswordFile, wanted);
}
