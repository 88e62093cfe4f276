using System.Globalization;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using MySqlConnector;

namespace DualMaster.Replication.Copying;

/// <summary>One end of a copy: a connection of its own, without time limits on either side, of the account that administers the server.</summary>
/// <param name="node">The node.</param>
/// <param name="connectionString">By which it is reached.</param>
/// <param name="server">What was found there.</param>
sealed class CopyEnd(TopologyNode node, string connectionString, ServerState server) : IAsyncDisposable
{
    readonly MySqlConnectionStringBuilder login = new(connectionString)
    {
        Pooling = false, ConnectionTimeout = 5, DefaultCommandTimeout = 0, CancellationTimeout = -1, Keepalive = 10, ApplicationName = "DualMaster copy", Database = "",
    };

    MySqlConnection? connection;

    /// <summary>How long the server keeps a connection on which nothing is asked, in seconds: the longest that each takes.</summary>
    public const string LongestWait = "2147483";

    public TopologyNode Node => node;

    public ServerState Server => server;

    public MySqlConnectionStringBuilder Login => login;

    /// <summary>Another connection to the same server, to look on meanwhile.</summary>
    public CopyEnd Another() => new(node, connectionString, server);

    /// <summary>Sends statements. Once sent they are not cancelled: a server that is told to kill a clone may have begun to replace its data.</summary>
    public async Task ExecuteAsync(string text, CancellationToken token, params (string Name, object? Value)[] parameters)
    {
        await using var command = await CommandAsync(text, parameters, token);
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>The first row; null when there is none.</summary>
    public async Task<object?[]?> RowAsync(string text, CancellationToken token, params (string Name, object? Value)[] parameters)
    {
        await using var command = await CommandAsync(text, parameters, token);
        await using var reader = await command.ExecuteReaderAsync(token);
        if (!await reader.ReadAsync(token))
            return null;
        var values = new object?[reader.FieldCount];
        for (var index = 0; index < values.Length; index++)
            values[index] = await reader.IsDBNullAsync(index, token) ? null : reader.GetValue(index);
        return values;
    }

    /// <summary>The first column of every row.</summary>
    public async Task<IReadOnlyList<string>> ColumnAsync(string text, CancellationToken token)
    {
        await using var command = await CommandAsync(text, [], token);
        await using var reader = await command.ExecuteReaderAsync(token);
        var values = new List<string>();
        while (await reader.ReadAsync(token))
            values.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture) ?? "");
        return values;
    }

    /// <summary>Does something that a server which refuses all writes would not let be done, and closes it again.</summary>
    public async Task WritableAsync(Func<Task> change, CancellationToken token)
    {
        // Not every server has it.
        var closed = await RowAsync("SHOW GLOBAL VARIABLES LIKE 'super_read_only';", token) is [_, "ON"];
        if (closed)
            await ExecuteAsync("SET GLOBAL super_read_only = OFF;", token);
        try
        {
            await change();
        }
        finally
        {
            // Were this never to come, the next round would find it open and close it.
            if (closed)
                await ExecuteAsync("SET GLOBAL super_read_only = ON;", CancellationToken.None);
        }
    }

    /// <summary>Drops the connection; the next statement makes a new one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
        connection = null;
    }

    async Task<MySqlCommand> CommandAsync(string text, (string Name, object? Value)[] parameters, CancellationToken token)
    {
        if (connection is not { State: System.Data.ConnectionState.Open })
        {
            await DisposeAsync();
            connection = new MySqlConnection(login.ConnectionString);
            await connection.OpenAsync(token);
            await using var patience = new MySqlCommand($"SET SESSION wait_timeout = {LongestWait};", connection);
            await patience.ExecuteNonQueryAsync(token);
        }

        var command = new MySqlCommand(text, connection);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
