using DualMaster.Replication.Topology;
using MySqlConnector;

namespace DualMaster.Replication.Servers;

/// <summary>
/// The connection to a node's server on which it is observed and wired. The lock that lets an initializer act belongs to it, or to an
/// earlier one of this session that its server has not let go yet.
/// </summary>
sealed class ServerSession : IAsyncDisposable
{
    readonly MySqlConnectionStringBuilder connectionString;
    readonly TimeSpan timeout;
    readonly ReplicationAccount account;
    readonly Positioning positioning;
    readonly HashSet<int> ownConnections = [];
    MySqlConnection? connection;
    string? unsuitable;
    bool accountWorked;

    public ServerSession(TopologyNode node, string connectionString, ReplicationAccount account, TopologySettings settings)
    {
        Node = node;
        this.account = account;
        timeout = settings.StatementTimeout;
        positioning = settings.Positioning;
        var seconds = (uint)Math.Ceiling(timeout.TotalSeconds);
        this.connectionString = new MySqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            ConnectionTimeout = seconds,
            DefaultCommandTimeout = seconds,
            // A statement that takes too long is left alone, not killed: killing a commit that waits for space on the source's disk
            // makes the server abort (binlog_error_action). The connection is closed instead.
            CancellationTimeout = -1,
            GuidFormat = MySqlGuidFormat.None,
            ApplicationName = "DualMaster",
        };
    }

    public TopologyNode Node { get; }

    public string Address => $"{connectionString.Server}:{connectionString.Port}";

    /// <summary>The dialect of the server that answered last; null before that.</summary>
    public IServerDialect? Dialect { get; private set; }

    /// <summary>As <see cref="ObserveAsync"/>, at little cost while nobody listens there yet.</summary>
    public async Task<NodeState> ObserveStartAsync(CancellationToken token)
    {
        // Only a single host over TCP can be asked beforehand; the driver knows what else an address may be.
        var isPlain = connectionString.ConnectionProtocol == MySqlConnectionProtocol.Sockets && connectionString.Server.IndexOfAny([',', '/']) < 0;
        return !isPlain || await TcpProbe.IsAcceptedAsync(connectionString.Server, (int)connectionString.Port, token)
            ? await ObserveAsync(null, token)
            : new NodeState(Node.Name, null, $"nobody listens on {Address}");
    }

    /// <summary>First pass of a round.</summary>
    public Task<NodeState> ObserveAsync(string? lockName, CancellationToken token) => Guard(async limited =>
    {
        var open = await OpenAsync(limited);
        if (!ServerVersion.TryParse(open.ServerVersion, out var version) || ServerDialects.For(version) is not { } dialect)
        {
            return new NodeState(Node.Name, null, $"version {open.ServerVersion} is not supported",
                $"{Node.Name} runs {open.ServerVersion}; expected {ServerDialects.Supported}; upgrade the server.");
        }

        if (unsuitable is null)
        {
            await using var asking = Command(open, dialect.Suitability);
            await using var answer = await asking.ExecuteReaderAsync(limited);
            unsuitable = await ServerSuitability.RefusalAsync(Node.Name, open.ServerVersion, answer, limited) ?? "";
        }

        if (unsuitable.Length > 0)
        {
            // Asked anew with the next connection: somebody may have put it right.
            var refusal = unsuitable;
            await DisposeAsync();
            return new NodeState(Node.Name, null, "it is not suitable", refusal);
        }

        Dialect = dialect;
        await using var command = Command(open, dialect.Observe(lockName, positioning));
        await using var reader = await command.ExecuteReaderAsync(limited);
        var state = await dialect.Parse(reader, version, limited);
        // The server may still be busy with a statement whose connection this session closed; the lock that it holds is this session's.
        return new NodeState(Node.Name, state with
        {
            HoldsLock = state.LockOwner is { } owner && ownConnections.Contains(owner),
        });
    }, token);

    /// <summary>Second pass of a round: transactions once more, and the product's own tables.</summary>
    public async Task<NodeState> ObserveAgainAsync(NodeState first, CancellationToken token)
    {
        if (first.Server is not { } state || Dialect is null)
            return first;

        return await Guard(async limited =>
        {
            var open = await OpenAsync(limited);
            var again = Dialect.ObserveAgain(state);
            await using var command = Command(open, state.HasStateSchema ? again with { Text = again.Text + StateSchema.Read.Text } : again);
            await using var reader = await command.ExecuteReaderAsync(limited);
            await reader.ReadAsync(limited);
            state = Dialect.ParseAgain(reader, state);
            if (await reader.NextResultAsync(limited))
                state = await StateSchema.Parse(reader, state, limited);
            return first with { Server = state };
        }, token);
    }

    /// <summary>Tries the replication account's password, unless it worked before and nobody has been refused since.</summary>
    public async Task<NodeState> ProbeAccountAsync(NodeState observed, bool distrust, CancellationToken token)
    {
        if (observed.Server is not { Account: AccountState.Unknown } state)
            return observed;

        if (distrust)
            accountWorked = false;
        if (!accountWorked)
        {
            var login = new MySqlConnectionStringBuilder(connectionString.ConnectionString)
            {
                UserID = account.User,
                Password = account.Password,
                Database = "",
                SslMode = state.OffersTls ? MySqlSslMode.Required : MySqlSslMode.Preferred,
            };
            await using var probe = new MySqlConnection(login.ConnectionString);
            try
            {
                await probe.OpenAsync(token);
                accountWorked = true;
            }
            catch (MySqlException refused) when (refused.ErrorCode == MySqlErrorCode.AccessDenied)
            {
                return observed with { Server = state with { Account = AccountState.Unusable } };
            }
            catch (Exception failure) when (!token.IsCancellationRequested && failure is not OutOfMemoryException)
            {
                return observed;
            }
        }

        return observed with { Server = state with { Account = AccountState.Usable } };
    }

    /// <summary>Sends statements that change something.</summary>
    public async Task ExecuteAsync(SqlStatement statement, CancellationToken token)
    {
        var open = connection is { State: System.Data.ConnectionState.Open }
            ? connection
            : throw new InvalidOperationException($"The connection to {Node.Name} is gone, and with it the lock; it is taken again in the next round.");
        token.ThrowIfCancellationRequested();
        await using var command = Command(open, statement);
        // Once sent it is not cancelled: the driver would have the server kill it, which a waiting commit does not survive.
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
        connection = null;
    }

    async Task<NodeState> Guard(Func<CancellationToken, Task<NodeState>> read, CancellationToken token)
    {
        // The driver's own time limits cover a server that answers slowly; this one covers a connection on which nothing moves.
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(token);
        limited.CancelAfter(timeout + TimeSpan.FromSeconds(2));
        try
        {
            return await read(limited.Token);
        }
        catch (Exception failure) when (!token.IsCancellationRequested)
        {
            // Whatever it is (a login method that the driver does not know, a server that is none), it is this node's state.
            await DisposeAsync();
            return new NodeState(Node.Name, null, Reason(failure), Refusal(failure));
        }
    }

    string Reason(Exception failure) => failure.GetBaseException() is OperationCanceledException
            or MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired }
        ? $"{Address} did not answer within {timeout.TotalSeconds} s"
        : $"{Address}: {failure.GetBaseException().Message}";

    string? Refusal(Exception failure) => failure switch
    {
        MySqlException { ErrorCode: MySqlErrorCode.AccessDenied } =>
            $"{Node.Name} at {Address} refused the login of '{connectionString.UserID}'; expected the account and password in ConnectionStrings:{Node.Name} to be valid there; correct them, or the server's password.",
        MySqlException { ErrorCode: MySqlErrorCode.SpecifiedAccessDeniedError or MySqlErrorCode.TableAccessDenied } =>
            $"{Node.Name} at {Address} refused '{connectionString.UserID}' something ({failure.Message}); expected an account that may do it; grant it, or name another in ConnectionStrings:{Node.Name}.",
        _ => null,
    };

    async Task<MySqlConnection> OpenAsync(CancellationToken token)
    {
        if (connection is { State: System.Data.ConnectionState.Open })
            return connection;

        await DisposeAsync();
        accountWorked = false;
        unsuitable = null;
        var opened = new MySqlConnection(connectionString.ConnectionString);
        try
        {
            await opened.OpenAsync(token);
            // A lock must not outlive an initializer whose machine is gone by more than that. In UTC no hour is there twice.
            await using var command = new MySqlCommand("SET SESSION wait_timeout = 60, SESSION lock_wait_timeout = 10, SESSION time_zone = '+00:00';", opened);
            await command.ExecuteNonQueryAsync(token);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }

        // Ids count up until a restart, with which every lock is gone.
        if (ownConnections.Any(former => former > opened.ServerThread))
            ownConnections.Clear();
        ownConnections.Add(opened.ServerThread);
        return connection = opened;
    }

    static MySqlCommand Command(MySqlConnection open, SqlStatement statement)
    {
        var command = new MySqlCommand(statement.Text, open);
        foreach (var (name, value) in statement.Parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
