using CliWrap;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>The replication initializer as a child process: started, restarted when it ends by itself, stopped. It gets addresses and secrets in its environment only.</summary>
public sealed class InitializerProcess : IAsyncDisposable
{
    /// <summary>The initializer's program; it lies beside this one.</summary>
    internal const string Assembly = "DualMaster.ReplicationInitializer.dll";

    readonly Command command;
    readonly string logFile;
    readonly Action<string> say;
    readonly TimeProvider timeProvider;
    readonly CancellationTokenSource stopping = new();
    ChildProcess current;
    bool disposed;
    readonly Task supervision;

    InitializerProcess(Command command, string logFile, Action<string> say, TimeProvider timeProvider)
    {
        this.command = command;
        this.logFile = logFile;
        this.say = say;
        this.timeProvider = timeProvider;
        current = Launch();
        supervision = SuperviseAsync(stopping.Token);
    }

    /// <summary>The id of its current process.</summary>
    public int ProcessId => current.ProcessId;

    /// <summary>Starts it; it waits for the servers by itself.</summary>
    /// <param name="topology">What it wires.</param>
    /// <param name="connectionString">From a node's name to how to connect to it as root.</param>
    /// <param name="replicationPassword">The password of the replication account.</param>
    /// <param name="address">Where it listens, for example <c>http://127.0.0.1:5500</c>.</param>
    /// <param name="dataDirectory">Gets its output, as <c>initializer.log</c>; those of previous runs are kept, see <see cref="LogRotation"/>.</param>
    /// <param name="say">Receives a line when it has to be started again.</param>
    /// <param name="timeProvider">The clock of restarts; the system's when left out.</param>
    /// <param name="commandKey">The key for commands; without one it takes none.</param>
    public static InitializerProcess Start(
        ReplicationTopology topology, Func<string, string> connectionString, string replicationPassword, Uri address, string dataDirectory,
        Action<string> say, TimeProvider? timeProvider = null, string? commandKey = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentNullException.ThrowIfNull(address);

        var variables = TopologyEnvironment.For(topology).ToDictionary(entry => entry.Key, string? (entry) => entry.Value);
        foreach (var node in topology.Nodes)
            variables[TopologyEnvironment.ConnectionString(node.Name)] = connectionString(node.Name);
        variables[TopologyEnvironment.ReplicationPassword] = replicationPassword;
        if (commandKey is not null)
            variables[TopologyEnvironment.CommandKey] = commandKey;
        variables["ASPNETCORE_URLS"] = address.ToString();

        var data = CanonicalPath.Of(dataDirectory);
        var logFile = Path.Combine(data, "initializer.log");
        LogRotation.Rotate(logFile);
        var command = Cli.Wrap(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, Assembly), Mark(data)])
            .WithWorkingDirectory(AppContext.BaseDirectory)
            .WithEnvironmentVariables(variables)
            .WithValidation(CommandResultValidation.None);
        return new InitializerProcess(command, logFile, say, timeProvider ?? TimeProvider.System);
    }

    /// <summary>Kills it with SIGKILL and waits until it is reaped; it is started again.</summary>
    public async Task KillAsync()
    {
        var killed = current;
        if (killed.Exited.IsCompleted)
            return;
        Posix.Signal(killed.ProcessId, Posix.Kill);
        await killed.Exited;
    }

    /// <summary>Stops it: SIGTERM, and SIGKILL when it has not ended after 30 seconds.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await supervision;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await StopAsync();
        stopping.Dispose();
    }

    /// <summary>The argument that says to which data directory an initializer belongs; a setting that nobody reads.</summary>
    internal static string Mark(string dataDirectory) => $"--DualMaster:Data={dataDirectory}";

    async Task SuperviseAsync(CancellationToken stop)
    {
        var backoff = new RestartBackoff(timeProvider);
        while (true)
        {
            var exitCode = await current.EndAsync(stop);
            try
            {
                // A Ctrl+C reaches it as it reaches this host, so it may end a moment before it is asked to.
                await Task.Delay(backoff.Next() + TimeSpan.FromMilliseconds(250), timeProvider, stop);
                say($"The initializer ended with exit code {exitCode} (see {logFile}); starting it again.");
                backoff.Started();
                current = Launch();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (HostFaults.Sentence(fault) is { } sentence)
            {
                say($"The initializer could not be started again: {sentence}");
            }
        }
    }

    ChildProcess Launch()
    {
        var log = new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var output = PipeTarget.ToStream(log, autoFlush: true);
        var process = new ChildProcess(command.WithStandardOutputPipe(output).WithStandardErrorPipe(output).ExecuteAsync(), timeProvider);
        process.Exited.ContinueWith(_ => log.Dispose(), TaskScheduler.Default);
        return process;
    }
}
