using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>All servers of a topology as processes of this machine, in one data directory that nobody else uses meanwhile.</summary>
public sealed class LocalServers : IAsyncDisposable
{
    readonly FileStream heldByUs;
    readonly DataTemplate template;
    readonly Dictionary<string, NodeServer> byName;
    bool disposed;

    LocalServers(FileStream heldByUs, string dataDirectory, DataTemplate template, IReadOnlyList<NodeServer> all)
    {
        this.heldByUs = heldByUs;
        this.template = template;
        DataDirectory = dataDirectory;
        All = all;
        byName = all.ToDictionary(server => server.Node.Name, StringComparer.Ordinal);
    }

    /// <summary>The directory of all of them.</summary>
    public string DataDirectory { get; }

    /// <summary>The servers, in the topology's order.</summary>
    public IReadOnlyList<NodeServer> All { get; }

    /// <summary>The server of a node.</summary>
    /// <param name="node">The node's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such node.</exception>
    public NodeServer this[string node] => byName[node];

    /// <summary>
    /// Makes the data directory this process's own: looks whether the ports are free, locks the directory, and stops servers that a
    /// killed host left behind there. No server is started yet.
    /// </summary>
    /// <param name="options">What they are made of.</param>
    /// <param name="cancellation">Ends the wait for leftovers.</param>
    /// <exception cref="HostException">A port is taken, another host uses the data, or the servers' account cannot get there.</exception>
    public static async Task<LocalServers> OpenAsync(LocalServersOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var account = await ServerAccount.DetectAsync(cancellation);
        var path = Path.GetFullPath(options.DataDirectory);
        var data = new DataDirectory(path);
        var cache = options.Cache ?? CacheDirectory.Default();
        EnsureReachable(account, path + "/", "pass another --data");
        EnsureReachable(account, cache.Path + "/", "set DUALMASTER_CACHE to a directory that it can enter");

        var directories = options.Topology.Nodes.ToDictionary(node => node.Name, node => new NodeDirectory(Path.Combine(path, node.Name), account));
        var marks = directories.ToDictionary(entry => $"--defaults-file={entry.Value.OptionFile}", entry => entry.Key);
        marks[InitializerProcess.Mark(path)] = "initializer";
        marks[DashboardProcess.Mark(data.DashboardLog)] = "the dashboard";

        (string, int)[] ports = [.. options.Topology.Nodes.Select(node => (node.Name, node.ReplicationPort)), .. options.FurtherPorts];
        var leftovers = await Leftover.FindAsync(marks, cancellation);
        if (leftovers.Count == 0)
            LoopbackPorts.EnsureFree(ports);
        Directory.CreateDirectory(path, FileModes.Readable);
        var held = ExclusiveFile.TryOpen(data.LockFile)
            ?? throw new HostException($"Another DualMaster runs on the data in {path}; expected to be the only one; stop that one, or pass another --data and --port-base.");
        try
        {
            await StopAsync(leftovers, options.Topology, options.Say, cancellation);
            LoopbackPorts.EnsureFree(ports);
            if (options.Fresh)
                data.Delete(options.Topology);
            var password = options.RootPassword
                ?? data.RootPassword(directories.Values.Any(directory => directory.HasData), Environment.GetEnvironmentVariable("MYSQL_ROOT_PASSWORD"));
            ServerOption[] CommonTo(TopologyNode node) =>
                [.. ServerOptions.For(options.Topology, node, options.Installation.Version), .. options.Installation.Options];
            var template = new DataTemplate(cache, options.Installation, account, CommonTo(options.Topology.Nodes[0]), options.Say);
            return new LocalServers(held, path, template,
            [
                .. options.Topology.Nodes.Select(node => new NodeServer(
                    node, directories[node.Name], options.Installation, template, [.. CommonTo(node), .. account.Options, .. options.ExtraOptions],
                    password, options.Say, options.TimeProvider)),
            ]);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
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
        await heldByUs.DisposeAsync();
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

    static async Task StopAsync(IReadOnlyList<Leftover> leftovers, ReplicationTopology topology, Action<string> say, CancellationToken cancellation)
    {
        foreach (var leftover in leftovers)
            say($"A host that was killed left {leftover.Name} running (process {leftover.ProcessId}); stopping it first.");
        var masters = topology.Masters.Select(master => master.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var group in leftovers.GroupBy(leftover => leftover.Name == "initializer" ? 0 : masters.Contains(leftover.Name) ? 2 : 1).OrderBy(group => group.Key))
            await Task.WhenAll(group.Select(leftover => leftover.StopAsync(cancellation)));
    }

    static void EnsureReachable(ServerAccount account, string path, string remedy)
    {
        if (account.Barrier(path) is { } barrier)
            throw new HostException($"The servers run as '{account.Name}', who cannot enter {barrier} on the way to {path.TrimEnd('/')}; expected a directory open to others; {remedy}.");
    }
}
