using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>What <see cref="LocalServers"/> are made of.</summary>
public sealed record LocalServersOptions
{
    /// <summary>The nodes; each listens on 127.0.0.1 and its <see cref="TopologyNode.ReplicationPort"/>.</summary>
    public required ReplicationTopology Topology { get; init; }

    /// <summary>The server that all of them run.</summary>
    public required ServerInstallation Installation { get; init; }

    /// <summary>The directory that gets a directory for each node; the servers' account must be able to enter it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Root's password; what a new node gets, and what an old one is expected to have.</summary>
    /// <value>The one in the file <c>root-password</c> of the data directory, which is made when there is no data.</value>
    public string? RootPassword { get; init; }

    /// <summary>Whether what is in the data directory is deleted first.</summary>
    /// <value><see langword="false"/>.</value>
    public bool Fresh { get; init; }

    /// <summary>Where the template of a data directory is kept.</summary>
    /// <value><see cref="CacheDirectory.Default"/>.</value>
    public CacheDirectory? Cache { get; init; }

    /// <summary>Further options for every server; they win over the topology's.</summary>
    /// <value>None.</value>
    public IReadOnlyList<ServerOption> ExtraOptions { get; init; } = [];

    /// <summary>Further ports of 127.0.0.1 that must be free, with who wants them.</summary>
    /// <value>None.</value>
    public IReadOnlyList<(string Wanted, int Port)> FurtherPorts { get; init; } = [];

    /// <summary>Receives a line for each thing worth knowing.</summary>
    /// <value>Silent.</value>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>From then on no server is started again that ends by itself, because the whole host ends.</summary>
    /// <value>Never.</value>
    public CancellationToken Ending { get; init; }

    /// <summary>The clock of waits and restarts.</summary>
    /// <value><see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
