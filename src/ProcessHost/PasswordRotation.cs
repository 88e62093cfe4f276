using System.Data.Common;
using DualMaster.Replication.Topology;
using MySqlConnector;

namespace DualMaster.ProcessHost;

/// <summary>
/// Carries out what <c>./run rotate</c> orders. The order is the file of the next password, which stays until all is done: a host that
/// is killed in between finishes it when it runs again. The password that the file holds is valid on every server at every moment.
/// </summary>
/// <param name="data">Where the files are.</param>
/// <param name="servers">The servers.</param>
/// <param name="initializer">Gets the new secrets.</param>
/// <param name="topology">The nodes.</param>
/// <param name="say">Receives a line for each that is done.</param>
sealed class PasswordRotation(DataDirectory data, LocalServers servers, InitializerProcess initializer, ReplicationTopology topology, Action<string> say)
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Looks for orders until it is told to end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval);
            do
            {
                try
                {
                    if (File.Exists(DataDirectory.Next(data.ReplicationPasswordFile)))
                        await RotateReplicationAsync();
                    if (File.Exists(DataDirectory.Next(data.RootPasswordFile)))
                        await RotateRootAsync(stop);
                }
                catch (Exception fault) when (fault is DbException or IOException)
                {
                    // A server is away, or does not have it yet; the next look tries again. What a server says may hold the password.
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>The initializer alters the account and corrects each channel, as with any other password that it finds changed.</summary>
    async Task RotateReplicationAsync()
    {
        File.Move(DataDirectory.Next(data.ReplicationPasswordFile), data.ReplicationPasswordFile, overwrite: true);
        await initializer.RestartAsync([new(TopologyEnvironment.ReplicationPassword, PasswordFile.ReadOrCreate(data.ReplicationPasswordFile))]);
        say("The replication password is a new one; the initializer brings it to accounts and channels.");
    }

    async Task RotateRootAsync(CancellationToken stop)
    {
        var next = PasswordFile.ReadOrCreate(DataDirectory.Next(data.RootPasswordFile));
        var first = topology.Masters[0].Name;
        // Both are valid from here on, and the statement reaches the other nodes over their links. A second time it would forget the old one.
        if (!await IsTakenAsync(first, next, stop))
            await ExecuteAsync(servers.ConnectionString(first), $"ALTER USER CURRENT_USER() IDENTIFIED BY '{next}' RETAIN CURRENT PASSWORD", stop);
        foreach (var node in topology.Nodes)
            if (!await IsTakenAsync(node.Name, next, stop))
                return;

        SecretFile.Write(data.RootPasswordFile, next + "\n");
        foreach (var server in servers.All)
            server.Use(next);
        await initializer.RestartAsync(topology.Nodes.Select(node => KeyValuePair.Create(TopologyEnvironment.ConnectionString(node.Name), (string?)servers.ConnectionString(node.Name))));
        await ExecuteAsync(servers.ConnectionString(first), "ALTER USER CURRENT_USER() DISCARD OLD PASSWORD", stop);
        File.Delete(DataDirectory.Next(data.RootPasswordFile));
        say($"Root's password is a new one, in {data.RootPasswordFile}.");
    }

    async Task<bool> IsTakenAsync(string node, string password, CancellationToken stop)
    {
        try
        {
            await ExecuteAsync(new MySqlConnectionStringBuilder(servers.ConnectionString(node)) { Password = password }.ConnectionString, "DO 0", stop);
            return true;
        }
        catch (MySqlException refused) when (refused.ErrorCode == MySqlErrorCode.AccessDenied)
        {
            return false;
        }
    }

    static async Task ExecuteAsync(string connectionString, string statement, CancellationToken stop)
    {
        await using var connection = new MySqlConnection(new MySqlConnectionStringBuilder(connectionString) { Pooling = false, ConnectionTimeout = 5 }.ConnectionString);
        await connection.OpenAsync(stop);
        await using var command = new MySqlCommand(statement, connection) { CommandTimeout = 10 };
        await command.ExecuteNonQueryAsync(stop);
    }
}
