using DualMaster.Replication.Topology;

namespace DualMaster.Bench;

/// <summary>The servers of a topology, started by hand, and the statements of the tutorial.</summary>
/// <param name="workshop">The installation and the account.</param>
/// <param name="topology">The nodes and links.</param>
/// <param name="directory">Gets a directory a node.</param>
/// <param name="data">From a node's name to its data directory; below <paramref name="directory"/> when left out.</param>
sealed class HandServers(Workshop workshop, ReplicationTopology topology, string directory, Func<string, string>? data = null) : IAsyncDisposable
{
    const string RootPassword = "root-by-hand";
    const string ReplicationPassword = "replication-by-hand";

    /// <summary>The servers, in the topology's order.</summary>
    public IReadOnlyList<HandServer> All { get; } =
    [
        .. topology.Nodes.Select(node => new HandServer(
            node, workshop, topology, Path.Combine(directory, node.Name), data?.Invoke(node.Name) ?? Path.Combine(directory, node.Name, "data"))),
    ];

    /// <summary>The masters among them.</summary>
    public IEnumerable<HandServer> Masters => All.Where(server => server.Node.Role == NodeRole.Master);

    /// <summary>Something on all servers side by side.</summary>
    public Task OnEachAsync(Func<HandServer, Task> act) => Task.WhenAll(All.Select(act));

    /// <summary>Root's password, and the replication account on a master; each node's own, so none is in the binary log twice.</summary>
    public static async Task SetUpAccountsAsync(HandServer server, CancellationToken stop)
    {
        await server.ExecuteAsync(
            $"SET SESSION sql_log_bin = 0; ALTER USER 'root'@'localhost' IDENTIFIED BY '{RootPassword}'; SET SESSION sql_log_bin = 1;", stop);
        server.RootPassword = RootPassword;
        if (server.Node.Role == NodeRole.Master)
            await server.ExecuteAsync($"CREATE USER IF NOT EXISTS 'repl'@'%' IDENTIFIED BY '{ReplicationPassword}'; GRANT REPLICATION SLAVE ON *.* TO 'repl'@'%';", stop);
    }

    /// <summary>Points a replica at its source and starts both threads.</summary>
    public Task WireAsync(TopologyLink link, CancellationToken stop)
    {
        var source = topology.Node(link.Source);
        return Server(link.Replica).ExecuteAsync(
            $"""
            CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = {source.ReplicationPort}, SOURCE_USER = 'repl',
              SOURCE_PASSWORD = '{ReplicationPassword}', SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 1, SOURCE_CONNECT_RETRY = 2;
            START REPLICA;
            """, stop);
    }

    /// <summary>Waits until both threads of a link say Yes.</summary>
    public Task UntilRunningAsync(TopologyLink link, CancellationToken stop) => Server(link.Replica).UntilAsync(
        "SHOW REPLICA STATUS", row => row.GetString("Replica_IO_Running") == "Yes" && row.GetString("Replica_SQL_Running") == "Yes", stop);

    /// <summary>Writes a row on every master and waits until every node has all of them.</summary>
    public async Task ProveByRowAsync(CancellationToken stop)
    {
        await All[0].ExecuteAsync("CREATE DATABASE app; CREATE TABLE app.item (id INT PRIMARY KEY AUTO_INCREMENT, node INT NOT NULL);", stop);
        await Task.WhenAll(Masters.Select(async master =>
        {
            await master.UntilAsync("SELECT COUNT(*) FROM app.item", _ => true, stop);
            await master.ExecuteAsync("INSERT INTO app.item (node) VALUES (@@server_id)", stop);
        }));
        await OnEachAsync(server => server.UntilAsync("SELECT COUNT(*) FROM app.item", row => row.GetInt64(0) == Masters.Count(), stop));
    }

    /// <summary>Stops replicas, then masters.</summary>
    public async Task StopAsync()
    {
        foreach (var role in (NodeRole[])[NodeRole.Replica, NodeRole.Master])
            await Task.WhenAll(All.Where(server => server.Node.Role == role).Select(server => server.StopAsync()));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in All)
            await server.DisposeAsync();
    }

    HandServer Server(string node) => All.First(server => server.Node.Name == node);
}
