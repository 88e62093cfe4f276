using CliWrap;
using DualMaster.Replication.Copying;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>The replication initializer as a child process: started, restarted when it ends by itself, stopped. It gets addresses and secrets in its environment only.</summary>
public sealed class InitializerProcess : IAsyncDisposable
{
    /// <summary>The initializer's program; it lies beside this one.</summary>
    internal const string Assembly = "DualMaster.ReplicationInitializer.dll";

    // What it ends with when its configuration is not right, or its address is taken; the last line of its output says so.
    const int Refuses = 1;

    readonly SupervisedProcess process;
    readonly string logFile;
    Command command;

    InitializerProcess(Command command, string logFile, Action<string> say, TimeProvider clock, CancellationToken ending)
    {
        this.logFile = logFile;
        this.command = command;
        process = new SupervisedProcess("The initializer", () => LoggedProcess.Launch(this.command, logFile, clock), say, clock)
        {
            Ending = ending,
            Settling = TimeSpan.FromMilliseconds(250),
            Describe = Describe,
        };
        process.Start();
        process.Supervise();
    }

    /// <summary>The id of its current process.</summary>
    public int ProcessId => process.ProcessId;

    /// <summary>Why it did not start when it was tried last, a sentence; null when it did, or nobody knows.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>Starts it; it waits for the servers by itself.</summary>
    /// <param name="topology">What it wires.</param>
    /// <param name="connectionString">From a node's name to how to connect to it as root.</param>
    /// <param name="replicationPassword">The password of the replication account.</param>
    /// <param name="address">Where it listens, for example <c>http://127.0.0.1:5500</c>.</param>
    /// <param name="dataDirectory">Gets its output, as <c>initializer.log</c>; those of previous runs are kept, see <see cref="LogRotation"/>.</param>
    /// <param name="say">Receives a line when it has to be started again.</param>
    /// <param name="telemetry">Further variables of its environment: where its telemetry goes; nowhere when left out.</param>
    /// <param name="timeProvider">The clock of restarts; the system's when left out.</param>
    /// <param name="commandKey">The key for commands; without one it takes none.</param>
    /// <param name="programs">The servers' own programs for copies; those on PATH when left out.</param>
    /// <param name="ending">From then on it is not started again when it ends by itself.</param>
    public static InitializerProcess Start(
        ReplicationTopology topology, Func<string, string> connectionString, string replicationPassword, Uri address, string dataDirectory,
        Action<string> say, IReadOnlyDictionary<string, string?>? telemetry = null, TimeProvider? timeProvider = null, string? commandKey = null,
        CopyPrograms? programs = null, CancellationToken ending = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentNullException.ThrowIfNull(address);

        var variables = TopologyEnvironment.For(topology).ToDictionary(entry => entry.Key, string? (entry) => entry.Value);
        foreach (var node in topology.Nodes)
            variables[TopologyEnvironment.ConnectionString(node.Name)] = connectionString(node.Name);
        variables[TopologyEnvironment.ReplicationPassword] = replicationPassword;
        foreach (var (name, value) in TopologyEnvironment.CopyCommands(programs?.Dump ?? [], programs?.Load ?? []))
            variables[name] = value;
        if (commandKey is not null)
            variables[TopologyEnvironment.CommandKey] = commandKey;
        variables["ASPNETCORE_URLS"] = address.ToString();
        // A record is a line, with its time: the dashboard's console puts lines in order by it.
        variables["Logging__Console__FormatterName"] = "simple";
        variables["Logging__Console__FormatterOptions__SingleLine"] = "true";
        variables["Logging__Console__FormatterOptions__UseUtcTimestamp"] = "true";
        variables["Logging__Console__FormatterOptions__TimestampFormat"] = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        // 4 MiB, hexadecimal: by default the youngest generation takes the size of the processor's cache before anything is collected.
        variables["DOTNET_GCgen0size"] = "400000";
        foreach (var (name, value) in telemetry ?? new Dictionary<string, string?>())
            variables[name] = value;

        var data = CanonicalPath.Of(dataDirectory);
        var logFile = Path.Combine(data, "initializer.log");
        LogRotation.Rotate(logFile);
        var command = Cli.Wrap(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, Assembly), Mark(data)])
            .WithWorkingDirectory(AppContext.BaseDirectory)
            .WithEnvironmentVariables(variables)
            .WithValidation(CommandResultValidation.None);
        return new InitializerProcess(command, logFile, say, timeProvider ?? TimeProvider.System, ending);
    }

    /// <summary>Starts it again with other secrets.</summary>
    /// <param name="secrets">Variables of its environment.</param>
    internal Task RestartAsync(IEnumerable<KeyValuePair<string, string?>> secrets)
    {
        var variables = new Dictionary<string, string?>(command.EnvironmentVariables);
        foreach (var (name, value) in secrets)
            variables[name] = value;
        command = command.WithEnvironmentVariables(variables);
        return KillAsync();
    }

    /// <summary>Kills it with SIGKILL and waits until it is reaped; it is started again.</summary>
    public Task KillAsync() => process.KillAsync();

    /// <summary>Stops it: SIGTERM, and SIGKILL when it has not ended after 30 seconds.</summary>
    public Task StopAsync() => process.StopAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => process.DisposeAsync();

    string Describe(int exitCode)
    {
        Refusal = exitCode == Refuses ? File.ReadLines(logFile).LastOrDefault(line => line.Length > 0) : null;
        return $"{(Refusal is null ? $"ended with exit code {exitCode}" : $"does not start: {Refusal.TrimEnd('.')}")} (see {logFile})";
    }

    /// <summary>The argument that says to which data directory an initializer belongs; a setting that nobody reads.</summary>
    internal static string Mark(string dataDirectory) => $"--DualMaster:Data={dataDirectory}";
}
