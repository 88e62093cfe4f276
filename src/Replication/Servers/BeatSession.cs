using MySqlConnector;

namespace DualMaster.Replication.Servers;

/// <summary>
/// The connection on which a writer's beats are written. A beat waits for as long as its commit does (a full disk, a replica that
/// has to acknowledge), and nobody waits for the beat: it has no time limit and holds no lock, and the next one is not sent before it ends.
/// </summary>
sealed class BeatSession(string connectionString) : IAsyncDisposable
{
    /// <summary>A beat that is written within this is seen by the round that wrote it.</summary>
    static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(250);

    readonly MySqlConnectionStringBuilder connectionString = new(connectionString)
    {
        Pooling = false, ConnectionTimeout = 3, DefaultCommandTimeout = 0, CancellationTimeout = -1, ApplicationName = "DualMaster beat",
    };

    MySqlConnection? connection;
    Task outstanding = Task.CompletedTask;
    long since;

    /// <summary>How long the beat that is under way has been waiting for its commit; null when none is.</summary>
    public TimeSpan? Waiting(TimeProvider time) => outstanding.IsCompleted ? null : time.GetElapsedTime(since);

    /// <summary>Sends a beat, unless the last one is still under way.</summary>
    /// <returns>Why the last one failed; null when it did not, or is under way.</returns>
    public async Task<string?> BeatAsync(SqlStatement beat, TimeProvider time, CancellationToken token)
    {
        if (!outstanding.IsCompleted)
            return null;

        since = time.GetTimestamp();
        outstanding = SendAsync(beat);
        try
        {
            await outstanding.WaitAsync(Usual, time, token);
            return null;
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (Exception failure) when (!token.IsCancellationRequested)
        {
            return failure.GetBaseException().Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
        connection = null;
    }

    async Task SendAsync(SqlStatement beat)
    {
        if (connection is not { State: System.Data.ConnectionState.Open })
        {
            await DisposeAsync();
            connection = new MySqlConnection(connectionString.ConnectionString);
            await connection.OpenAsync();
        }

        await using var command = new MySqlCommand(beat.Text, connection);
        foreach (var (name, value) in beat.Parameters)
            command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync();
    }
}
