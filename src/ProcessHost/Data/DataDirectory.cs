using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>The directory of all nodes, with the passwords and the logs of initializer and host.</summary>
/// <param name="path">Absolute path.</param>
sealed class DataDirectory(string path)
{
    /// <summary>Where it is.</summary>
    public string Location => path;

    /// <summary>Held open exclusively by the host that uses the directory.</summary>
    public string LockFile => Path.Combine(path, "host.lock");

    public string RootPasswordFile => Path.Combine(path, "root-password");

    public string ReplicationPasswordFile => Path.Combine(path, "replication-password");

    /// <summary>The password that is to take a password's place: the order to do so, and until it is done all that is needed to finish it.</summary>
    /// <param name="passwordFile">The file of the password that goes.</param>
    public static string Next(string passwordFile) => passwordFile + ".next";

    /// <summary>The key for the initializer's commands.</summary>
    public string CommandKeyFile => Path.Combine(path, "command-key");

    public string InitializerLog => Path.Combine(path, "initializer.log");

    public string HostLog => Path.Combine(path, "host.log");

    /// <summary>What the other commands of <c>./run</c> must know of the host that runs.</summary>
    public string RunningHostFile => Path.Combine(path, "host.json");

    public string DashboardLog => Path.Combine(path, "dashboard.log");

    /// <summary>Says which nodes the data belongs to.</summary>
    public string TopologyFile => Path.Combine(path, "topology.json");

    /// <summary>The log of <c>host</c>, <c>initializer</c>, <c>dashboard</c> or a node.</summary>
    public string Log(string name) => name switch
    {
        "host" => HostLog,
        "initializer" => InitializerLog,
        "dashboard" => DashboardLog,
        _ => Path.Combine(path, name, "logs", "mysqld.log"),
    };

    /// <summary>What of ours is there, and nothing else: somebody may have passed a directory that holds more.</summary>
    public IReadOnlyList<string> Contents(ReplicationTopology topology) =>
    [
        .. OwnNodes(topology).Select(Node),
        .. ((string[])
        [
            RootPasswordFile, Next(RootPasswordFile), ReplicationPasswordFile, Next(ReplicationPasswordFile), CommandKeyFile, TopologyFile, RunningHostFile,
            .. LogRotation.All(InitializerLog), .. LogRotation.All(HostLog), .. LogRotation.All(DashboardLog),
        ]).Where(File.Exists),
    ];

    /// <summary>Deletes the <see cref="Contents"/>; what somebody else put into a node's directory stays.</summary>
    public void Delete(ReplicationTopology topology)
    {
        foreach (var content in Contents(topology))
            if (Directory.Exists(content))
                NodeDirectory.Delete(content);
            else
                File.Delete(content);
    }

    /// <summary>The version that opened the data of a node last; null when there is none, or nothing tells.</summary>
    public ServerVersion? LastServer(ReplicationTopology topology) =>
        topology.Nodes.Select(node => DataVersion.Read(Path.Combine(Node(node.Name), "data"))).FirstOrDefault(version => version is not null);

    /// <summary>Refuses directories of a node's name that are somebody else's.</summary>
    /// <exception cref="HostException">There are such.</exception>
    public void RefuseForeign(ReplicationTopology topology)
    {
        if (topology.Nodes.Select(node => node.Name).Except(OwnNodes(topology)).Select(Node).FirstOrDefault(NodeDirectory.IsInUse) is { } foreign)
            throw new HostException($"{foreign} holds something that DualMaster did not make; expected a directory of its own or none; pass another --data.");
    }

    /// <summary>Refuses data of other nodes.</summary>
    /// <exception cref="HostException">There is such.</exception>
    public void RefuseOtherTopology(ReplicationTopology topology)
    {
        var wanted = TopologyRecord.Of(topology);
        if (TopologyRecord.Read(TopologyFile) is { } recorded && recorded != wanted && recorded.Nodes.Any(node => Directory.Exists(Path.Combine(Node(node.Name), "data"))))
            throw new HostException($"The data in {path} belongs to the topology {recorded}; expected {wanted}; pass another --data, or delete that data with --fresh.");
    }

    /// <summary>Root's password, made when there is no data yet; from then on the file's counts.</summary>
    /// <param name="hasData">Whether a node has data.</param>
    /// <param name="wanted">The password for new data, from <c>MYSQL_ROOT_PASSWORD</c>; null or empty for a generated one.</param>
    /// <param name="say">Receives a line when that is another one than the file's.</param>
    public string RootPassword(bool hasData, string? wanted, Action<string> say)
    {
        if (hasData && !File.Exists(RootPasswordFile))
            throw new HostException($"{RootPasswordFile} is missing, but the nodes have data; expected root's password there; put it back, or delete the data with --fresh.");
        if (string.IsNullOrEmpty(wanted))
            return PasswordFile.ReadOrCreate(RootPasswordFile);
        if (!PasswordFile.IsUsable(wanted))
            throw new HostException("MYSQL_ROOT_PASSWORD holds a line break or another control character; expected one line without; correct it, or leave it out for a generated one.");

        var password = PasswordFile.ReadOrCreate(RootPasswordFile, wanted);
        if (password != wanted)
            say($"MYSQL_ROOT_PASSWORD is not the password that the data has; {RootPasswordFile} counts, because the variable is only asked when the data is made.");
        return password;
    }

    string Node(string name) => Path.Combine(path, name);

    /// <summary>The nodes that have a directory here which is ours: those of the topology that was here before too.</summary>
    public IEnumerable<string> OwnNodes(ReplicationTopology topology)
    {
        // The record is written before any of them; data from before there was one is known by the option file.
        var recorded = TopologyRecord.Read(TopologyFile)?.Nodes.Select(node => node.Name).ToArray() ?? [];
        return topology.Nodes.Select(node => node.Name).Union(recorded)
            .Where(name => Directory.Exists(Node(name)) && (recorded.Contains(name) || NodeDirectory.HasOurOptionFile(Node(name))));
    }
}
