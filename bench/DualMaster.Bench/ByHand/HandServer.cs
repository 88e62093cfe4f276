using CliWrap;
using CliWrap.Buffered;
using DualMaster.ProcessHost;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using MySqlConnector;
using Polly;
using Polly.Retry;

namespace DualMaster.Bench;

/// <summary>One mysqld, run as a person runs it: an option file, a process, statements. The options are the product's own.</summary>
/// <param name="node">Which node it is.</param>
/// <param name="workshop">The installation and the account.</param>
/// <param name="topology">What its options follow from.</param>
/// <param name="directory">Gets its option file and log, and its data unless that is elsewhere.</param>
/// <param name="data">Its data directory.</param>
sealed class HandServer(TopologyNode node, Workshop workshop, ReplicationTopology topology, string directory, string data) : IAsyncDisposable
{
    static readonly ResiliencePipeline UntilAnswered = new ResiliencePipelineBuilder()
        .AddTimeout(TimeSpan.FromSeconds(120))
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<MySqlException>(fault => fault.ErrorCode != MySqlErrorCode.AccessDenied),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(40),
        })
        .Build();

    readonly string optionFile = Path.Combine(directory, "my.cnf");
    readonly CancellationTokenSource killed = new();
    MySqlConnection? connection;
    Task<CommandResult>? process;

    /// <summary>The node that it is.</summary>
    public TopologyNode Node => node;

    /// <summary>Root's password; <c>--initialize-insecure</c> leaves it empty.</summary>
    public string RootPassword { get; set; } = "";

    /// <summary>Makes its data as the manual says.</summary>
    public async Task InitializeAsync(CancellationToken stop)
    {
        await PrepareAsync(stop);
        Directory.CreateDirectory(data);
        await workshop.Account.GiveAsync(data, stop);
        var initialised = await workshop.Installation.Command([$"--defaults-file={optionFile}", "--initialize-insecure"]).ExecuteBufferedAsync(stop);
        if (!initialised.IsSuccess)
            throw new HostException($"{node.Name} could not be initialised by hand: {initialised.StandardError} {Log()}");
    }

    /// <summary>Makes its data as a copy; keeps the owner.</summary>
    public async Task CopyAsync(string prepared, CancellationToken stop)
    {
        await PrepareAsync(stop);
        await Cli.Wrap("cp").WithArguments(["-a", "--reflink=auto", prepared, data]).ExecuteAsync(stop);
    }

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        await PrepareAsync(stop);
        process = workshop.Installation.Command([$"--defaults-file={optionFile}"]).WithWorkingDirectory(directory).ExecuteAsync(killed.Token).Task;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var answer = UntilAnswered.ExecuteAsync(async token => connection = await OpenAsync(token), over.Token).AsTask();
        if (await Task.WhenAny(answer, process) == process)
        {
            await over.CancelAsync();
            throw new HostException($"{node.Name} ended before it answered: {Log()}");
        }

        await answer;
    }

    /// <summary>Sends statements.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken stop)
    {
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Waits until a query's first row is as wished; false as long as there is none, or no such table yet.</summary>
    public async Task UntilAsync(string sql, Func<MySqlDataReader, bool> holds, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await HoldsAsync(sql, holds, stop))
            await timer.WaitForNextTickAsync(stop);
    }

    /// <summary>Stops it in order and waits for its end.</summary>
    public async Task StopAsync()
    {
        if (process is null || connection is null)
            return;
        await ExecuteAsync("SHUTDOWN", CancellationToken.None);
        await process;
        await connection.DisposeAsync();
        (process, connection) = (null, null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await killed.CancelAsync();
        if (process is not null)
            await Task.WhenAny(process);
        if (connection is not null)
            await connection.DisposeAsync();
        killed.Dispose();
    }

    async Task<bool> HoldsAsync(string sql, Func<MySqlDataReader, bool> holds, CancellationToken stop)
    {
        try
        {
            await using var command = new MySqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(stop);
            return await reader.ReadAsync(stop) && holds(reader);
        }
        catch (MySqlException fault) when (fault.ErrorCode is MySqlErrorCode.NoSuchTable or MySqlErrorCode.UnknownDatabase)
        {
            return false;
        }
    }

    async Task PrepareAsync(CancellationToken stop)
    {
        if (File.Exists(optionFile))
            return;
        Directory.CreateDirectory(directory);
        await workshop.Account.GiveAsync(directory, stop);
        (string Name, string Value)[] place =
        [
            ("datadir", data), ("log_error", Path.Combine(directory, "mysqld.log")), ("pid_file", Path.Combine(directory, "mysqld.pid")),
            ("socket", Path.Combine(directory, "mysqld.sock")), ("port", $"{node.ReplicationPort}"), ("bind_address", "127.0.0.1"), ("secure_file_priv", "NULL"),
            .. workshop.Account.Name is { } user ? [("user", user)] : Array.Empty<(string, string)>(),
        ];
        ServerOption[] options = [.. ServerOptions.For(topology, node, workshop.Installation.Version), .. workshop.Installation.Options];
        await File.WriteAllLinesAsync(
            optionFile,
            ["[mysqld]", .. options.Select(option => $"{option.Name}={option.Value}"), .. place.Select(option => $"{option.Name}={option.Value}")], stop);
    }

    async Task<MySqlConnection> OpenAsync(CancellationToken stop)
    {
        var text = new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1", Port = (uint)node.ReplicationPort, UserID = "root", Password = RootPassword, Pooling = false, ConnectionTimeout = 15,
        };
        var opened = new MySqlConnection(text.ConnectionString);
        try
        {
            await opened.OpenAsync(stop);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    string Log() => Path.Combine(directory, "mysqld.log") is var log && File.Exists(log) ? string.Join(" / ", File.ReadLines(log).TakeLast(5)) : "";
}
