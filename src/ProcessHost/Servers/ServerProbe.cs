using System.Net.Sockets;
using MySqlConnector;
using Polly;
using Polly.Retry;

namespace DualMaster.ProcessHost;

/// <summary>Asks a server on this machine until it answers.</summary>
sealed class ServerProbe
{
    const int PacketHeader = 4;

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
                ShouldHandle = new PredicateBuilder<bool>().HandleResult(false).Handle<SocketException>().Handle<MySqlException>(fault => fault.ErrorCode != MySqlErrorCode.AccessDenied),
                MaxRetryAttempts = int.MaxValue,
                Delay = BetweenAttempts,
            })
            .Build();
    }

    /// <summary>How to connect as root.</summary>
    public string ConnectionString { get; private set; }

    /// <summary>Takes another password from now on.</summary>
    public void Use(string rootPassword) => ConnectionString = new MySqlConnectionStringBuilder(ConnectionString) { Password = rootPassword }.ConnectionString;

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
    // exception through twenty frames. It greets when it accepts connections, and that is after it has run its init file.
    async ValueTask<bool> AskAsync(CancellationToken cancellation)
    {
        if (!File.Exists(directory.SocketFile) || !await GreetsAsync(cancellation))
            return false;
        // The statements that it has just run have set the password. A login needs the whole driver, and at this moment all
        // servers want the processor themselves.
        if (!File.Exists(directory.BootstrapFile))
            await LogInAsync(cancellation);
        return true;
    }

    // Every connection begins with a packet of the server: three bytes length, one of sequence, then what it has to say.
    // https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html
    async Task<bool> GreetsAsync(CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(directory.SocketFile), cancellation);
        return await socket.ReceiveAsync(new byte[PacketHeader], SocketFlags.None, cancellation) > 0;
    }

    async Task LogInAsync(CancellationToken cancellation)
    {
        // Through the socket, which needs no TLS.
        await using var connection = new MySqlConnection(new MySqlConnectionStringBuilder(ConnectionString)
        {
            ConnectionProtocol = MySqlConnectionProtocol.UnixSocket, Server = directory.SocketFile, Pooling = false, ConnectionTimeout = 15,
        }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new MySqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(cancellation);
    }
}
