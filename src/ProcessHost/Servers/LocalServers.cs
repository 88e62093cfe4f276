using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>All servers of a topology as processes of this machine, in one data directory that nobody else uses meanwhile.</summary>
public sealed class LocalServers : IAsyncDisposable
{
    readonly DataLease lease;
    readonly DataTemplate template;
    readonly Dictionary<string, NodeServer> byName;
    bool disposed;

    LocalServers(DataLease lease, string dataDirectory, DataTemplate template, IReadOnlyList<NodeServer> all)
    {
        this.lease = lease;
        this.template = template;
        DataDirectory = dataDirectory;
        All = all;
        byName = all.ToDictionary(server => server.Node.Name, StringComparer.Ordinal);
    }

    /// <summary>The directory of all of them.</summary>
    public string DataDirectory { get; }

    /// <summary>The servers, in the topology's order.</summary>
    public IReadOnlyList<NodeServer> All { get; }

    /// <summary>What is known of each server without asking it.</summary>
    internal IReadOnlyDictionary<string, NodeServerPhase> Phases => All.ToDictionary(server => server.Node.Name, server => server.Phase);

    /// <summary>The server of a node.</summary>
    /// <param name="node">The node's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such node.</exception>
    public NodeServer this[string node] => byName[node];

    /// <summary>
    /// Makes the data directory this process's own: locks it, looks whether the data and the ports are what is expected, and stops
    /// servers that a killed host left behind there. No server is started yet.
    /// </summary>
    /// <param name="options">What they are made of.</param>
    /// <param name="cancellation">Ends the wait for leftovers.</param>
    /// <exception cref="HostException">
    /// Another host or server uses the data, it is of another topology or a newer version, a port is taken, or the servers' account
    /// cannot get there. Nothing was changed then.
    /// </exception>
    public static async Task<LocalServers> OpenAsync(LocalServersOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var account = await ServerAccount.DetectAsync(cancellation);
        var path = CanonicalPath.Of(options.DataDirectory);
        var cache = options.Cache ?? CacheDirectory.Default();
        EnsureReachable(account, path + "/", "pass another --data");
        EnsureReachable(account, cache.Path + "/", "set DUALMASTER_CACHE to a directory that it can enter");

        var data = new DataDirectory(path);
        var lease = DataLease.Take(path);
        try
        {
            var directories = Directories(options.Topology, data, account);
            var password = await TakeOverAsync(options, data, directories, cancellation);
            var installation = options.Installation with { Options = [.. options.Installation.Options, .. NativeAio.Options(options.Topology.Nodes.Count, options.Say)] };
            ServerOption[] CommonTo(TopologyNode node) => [.. ServerOptions.For(options.Topology, node, installation.Version), .. installation.Options];
            var template = new DataTemplate(cache, installation, account, CommonTo(options.Topology.Nodes[0]), options.Say);
            return new LocalServers(lease, path, template,
            [
                .. options.Topology.Nodes.Select(node => new NodeServer(
                    node, directories[node.Name], installation, template, [.. CommonTo(node), .. account.Options, .. options.ExtraOptions],
                    password, options.Say, options.TimeProvider, options.Ending)),
            ]);
        }
        catch
        {
            lease.Withdraw();
            throw;
        }
    }

    /// <summary>Stops what a killed host left behind on a data directory.</summary>
    /// <param name="topology">The nodes that may have been left.</param>
    /// <param name="dataDirectory">The directory of all of them.</param>
    /// <param name="say">Receives a line for each.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="HostException">A host runs there.</exception>
    public static async Task<bool> StopLeftoversAsync(ReplicationTopology topology, string dataDirectory, Action<string> say, CancellationToken cancellation = default)
    {
        var data = new DataDirectory(CanonicalPath.Of(dataDirectory));
        if (!File.Exists(data.LockFile))
            return false;
        using var held = ExclusiveFile.TryOpen(data.LockFile)
            ?? throw new HostException($"A host is just starting or ending on the data in {data.Location}; expected one that runs, or none; try again.");
        var found = false;
        await Leftover.StopAllAsync(Marks(topology, data, Directories(topology, data, await ServerAccount.DetectAsync(cancellation))), Note, cancellation);
        return found;

        void Note(string line)
        {
            found = true;
            say(line);
        }
    }

    /// <summary>Starts all servers side by side and waits until each answers; stops all of them when one does not.</summary>
    /// <param name="cancellation">Stops them again.</param>
    /// <exception cref="HostException">One ended before it answered.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        // Before the nodes ask for it all at once.
        if (All.Any(server => !server.Directory.HasData))
            await template.EnsureAsync(cancellation);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var starts = All.Select(server => StartAsync(server, abandoned)).ToArray();
        try
        {
            await Task.WhenAll(starts);
        }
        catch
        {
            await StopAsync();
            // The others were only cancelled on account of the one that failed.
            if (starts.FirstOrDefault(start => start.IsFaulted) is { } failed)
                await failed;
            throw;
        }
    }

    /// <summary>How to connect to a node as root; holds the password.</summary>
    /// <param name="node">The node's name.</param>
    public string ConnectionString(string node) => this[node].ConnectionString;

    /// <summary>Stops replicas, then masters, so that what a master still wrote can arrive.</summary>
    public async Task StopAsync()
    {
        foreach (var role in (NodeRole[])[NodeRole.Replica, NodeRole.Master])
            await Task.WhenAll(All.Where(server => server.Node.Role == role).Select(server => server.StopAsync()));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await StopAsync();
        foreach (var server in All)
            await server.DisposeAsync();
        lease.Dispose();
    }

    static async Task StartAsync(NodeServer server, CancellationTokenSource abandoned)
    {
        try
        {
            await server.StartAsync(abandoned.Token);
        }
        catch
        {
            await abandoned.CancelAsync();
            throw;
        }
    }

    /// <summary>Refuses what must not be touched, then tidies up.</summary>
    /// <returns>Root's password.</returns>
    static async Task<string> TakeOverAsync(
        LocalServersOptions options, DataDirectory data, Dictionary<string, NodeDirectory> directories, CancellationToken cancellation)
    {
        IReadOnlyList<string> upgrades = [];
        data.RefuseForeign(options.Topology);
        if (!options.Fresh)
        {
            data.RefuseOtherTopology(options.Topology);
            var versions = directories.Where(entry => entry.Value.HasData).ToDictionary(entry => entry.Key, entry => DataVersion.Read(entry.Value.Data));
            upgrades = DataUpgrade.Check(versions, options.Installation.Version);
        }

        await Leftover.StopAllAsync(Marks(options.Topology, data, directories), options.Say, cancellation);
        LoopbackPorts.EnsureFree([.. options.Topology.Nodes.Select(node => (node.Name, node.ReplicationPort)), .. options.FurtherPorts]);
        foreach (var (node, directory) in directories)
            DataUser.Refuse(node, directory);

        if (options.Fresh)
            data.Delete(options.Topology);
        foreach (var directory in directories.Values)
            LogRotation.Rotate(directory.LogFile);
        var password = options.RootPassword
            ?? data.RootPassword(directories.Values.Any(directory => directory.HasData), Environment.GetEnvironmentVariable("MYSQL_ROOT_PASSWORD"), options.Say);
        TopologyRecord.Of(options.Topology).Write(data.TopologyFile);
        foreach (var upgrade in upgrades)
            options.Say(upgrade);
        return password;
    }

    static Dictionary<string, NodeDirectory> Directories(ReplicationTopology topology, DataDirectory data, ServerAccount account) =>
        topology.Nodes.Select(node => node.Name).Union(data.OwnNodes(topology))
            .ToDictionary(node => node, node => new NodeDirectory(Path.Combine(data.Location, node), account));

    static IReadOnlyList<LeftoverMark> Marks(ReplicationTopology topology, DataDirectory data, Dictionary<string, NodeDirectory> directories) =>
    [
        LeftoverMark.Initializer(data.Location),
        LeftoverMark.Dashboard(data.DashboardLog),
        .. directories.Select(entry => LeftoverMark.Server(entry.Key, topology.Masters.Any(master => master.Name == entry.Key), entry.Value)),
    ];

    static void EnsureReachable(ServerAccount account, string path, string remedy)
    {
        if (account.Barrier(path) is { } barrier)
            throw new HostException($"The servers run as '{account.Name}', who cannot enter {barrier} on the way to {path.TrimEnd('/')}; expected a directory open to others; {remedy}.");
    }
}
