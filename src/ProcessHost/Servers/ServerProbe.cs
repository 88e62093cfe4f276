using MySqlConnector;
using Polly;
using Polly.Retry;

namespace DualMaster.ProcessHost;

/// <summary>Asks a server on this machine one query until it answers.</summary>
sealed class ServerProbe
{
    static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(20);

    readonly ResiliencePipeline<bool> untilAnswered;
    readonly NodeDirectory directory;
    readonly int port;

    public ServerProbe(NodeDirectory directory, int port, string rootPassword, TimeProvider timeProvider)
    {
        this.directory = directory;
        this.port = port;
        ConnectionString = new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1", Port = (uint)port, UserID = "root", Password = rootPassword,
        }.ConnectionString;
        untilAnswered = new ResiliencePipelineBuilder<bool> { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions<bool>
            {
                ShouldHandle = new PredicateBuilder<bool>().HandleResult(false).Handle<MySqlException>(fault => fault.ErrorCode != MySqlErrorCode.AccessDenied),
                MaxRetryAttempts = int.MaxValue,
                Delay = BetweenAttempts,
            })
            .Build();
    }

    /// <summary>How to connect as root.</summary>
    public string ConnectionString { get; }

    /// <summary>Waits for the answer.</summary>
    /// <param name="stopped">Ends when there is nobody left who could answer; never when null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether it answered; false when it stopped first.</returns>
    /// <exception cref="HostException">It refuses the password.</exception>
    public async Task<bool> AnswersAsync(Task? stopped, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var answer = untilAnswered.ExecuteAsync(AskAsync, limit.Token).AsTask();
        if (stopped is not null && await Task.WhenAny(answer, stopped) == stopped)
        {
            await limit.CancelAsync();
            await answer.ContinueWith(_ => { }, TaskScheduler.Default);
            return false;
        }

        try
        {
            await answer;
            return true;
        }
        catch (MySqlException fault) when (fault.ErrorCode == MySqlErrorCode.AccessDenied)
        {
            throw new HostException($"The server on port {port} refuses root's password; expected the one in the file root-password of its data directory; put the right one there.", fault);
        }
    }

    // The socket exists once the server listens; until then a look at the file costs nothing, and a refused connection an
    // exception through twenty frames. The server greets a little later than it listens, so a long time limit is the fastest way
    // to be answered. Through the socket, which needs no TLS: at this moment all servers want the processor themselves.
    async ValueTask<bool> AskAsync(CancellationToken cancellation)
    {
        var socket = directory.SocketFile;
        if (!File.Exists(socket))
            return false;
        await using var connection = new MySqlConnection(new MySqlConnectionStringBuilder(ConnectionString)
        {
            ConnectionProtocol = MySqlConnectionProtocol.UnixSocket, Server = socket, Pooling = false, ConnectionTimeout = 15,
        }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new MySqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(cancellation);
        return true;
    }
}
