using System.Globalization;
using MySqlConnector;

namespace DualMaster.AppHost.Tests.Containers;

/// <summary>Rows that clients write on the masters, and what of them is read on a node.</summary>
static class Rows
{
    public static Task PrepareAsync(string connectionString) => ExecuteAsync(
        connectionString, "CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(48) NOT NULL UNIQUE)");

    public static Task InsertAsync(string connectionString, string value) => ExecuteAsync(connectionString, $"INSERT INTO app.t (v) VALUES ('{value}')");

    public static async Task<IReadOnlySet<string>> ReadAsync(string connectionString)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync(Surroundings.Token);
        await using var command = new MySqlCommand("SELECT v FROM app.t", connection);
        await using var reader = await command.ExecuteReaderAsync(Surroundings.Token);
        var rows = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(Surroundings.Token))
            rows.Add(reader.GetString(0));
        return rows;
    }

    /// <summary>Inserts until it is told to stop, over every interruption.</summary>
    /// <returns>The rows that the server acknowledged.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(string connectionString, string client, CancellationToken enough)
    {
        var acknowledged = new List<string>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var row = string.Create(CultureInfo.InvariantCulture, $"{client}/{number}");
            try
            {
                await InsertAsync(connectionString, row);
                acknowledged.Add(row);
            }
            catch (MySqlException)
            {
                // Not acknowledged: it may be there or not.
            }

            await pace.WaitForNextTickAsync(Surroundings.Token);
        }

        return acknowledged;
    }

    static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync(Surroundings.Token);
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Surroundings.Token);
    }
}
