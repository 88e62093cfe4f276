using CliWrap;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>One node's mysqld: started, watched, restarted when it crashes, stopped in order. It may be started again after it was stopped.</summary>
public sealed class NodeServer : IAsyncDisposable
{
    // What mysqld ends with when RESTART or CLONE asks its supervisor to start it again.
    const int RestartRequested = 16;

    /// <summary>Recovering or upgrading much data takes its time, and says so in the log; a server that says nothing for that long hangs.</summary>
    static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    readonly ServerInstallation installation;
    readonly DataTemplate template;
    readonly IReadOnlyList<ServerOption> options;
    readonly ServerProbe probe;
    readonly TimeProvider timeProvider;
    readonly SupervisedProcess process;

    string rootPassword;
    string lastWords = "";
    long logStart;
    bool disposed;

    internal NodeServer(
        TopologyNode node, NodeDirectory directory, ServerInstallation installation, DataTemplate template,
        IReadOnlyList<ServerOption> options, string rootPassword, Action<string> say, TimeProvider timeProvider, CancellationToken ending)
    {
        Node = node;
        Directory = directory;
        this.installation = installation;
        this.template = template;
        this.options = options;
        this.rootPassword = rootPassword;
        this.timeProvider = timeProvider;
        probe = new ServerProbe(directory, node.ReplicationPort, rootPassword, timeProvider);
        process = new SupervisedProcess(node.Name, Launch, say, timeProvider)
        {
            Ending = ending,
            Describe = exitCode => exitCode == RestartRequested ? "asks for a restart" : $"ended with exit code {exitCode}{Signal(exitCode)}",
            Ended = restarts => Phase = restarts ? NodeServerPhase.Restarting : NodeServerPhase.Stopped,
            Restarted = async (restarted, stop) =>
            {
                if (!await probe.AnswersAsync(restarted.Exited, stop))
                    return;
                Phase = NodeServerPhase.Running;
                say($"{node.Name} answers again.");
            },
        };
    }

    /// <summary>The node that it is.</summary>
    public TopologyNode Node { get; }

    /// <summary>Where its option file, log and data are.</summary>
    public NodeDirectory Directory { get; }

    /// <summary>The port on 127.0.0.1 on which it listens.</summary>
    public int Port => Node.ReplicationPort;

    /// <summary>How to connect to it as root; holds the password.</summary>
    public string ConnectionString => probe.ConnectionString;

    /// <summary>Takes another password of root, which the server has already.</summary>
    internal void Use(string password)
    {
        rootPassword = password;
        probe.Use(password);
    }

    /// <summary>The id of its current or last process; 0 before the first start.</summary>
    public int ProcessId => process.ProcessId;

    /// <summary>What is known of it without asking.</summary>
    public NodeServerPhase Phase { get; private set; }

    /// <summary>Whether it is started again when it ends by itself.</summary>
    /// <value><see langword="true"/>.</value>
    public bool RestartOnCrash
    {
        get => process.RestartOnCrash;
        set => process.RestartOnCrash = value;
    }

    /// <summary>Makes its data when there is none, starts it, and waits until it answers a query.</summary>
    /// <param name="cancellation">Stops it again.</param>
    /// <exception cref="HostException">It ended before it answered, or never did.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        using var span = HostSignals.Source.StartActivity($"start {Node.Name}");
        Phase = NodeServerPhase.Starting;
        await Directory.PrepareAsync(template, rootPassword, cancellation);
        var first = process.Start();
        try
        {
            if (!await AnswersAsync(first.Exited, cancellation))
            {
                // A signal to all processes ends it as well as this host.
                cancellation.ThrowIfCancellationRequested();
                throw Failure(await first.Exited);
            }

            Directory.NoteAnswer();
            Phase = NodeServerPhase.Running;
            process.Supervise();
        }
        catch (Exception fault)
        {
            span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, fault.Message);
            await process.StopAsync();
            Phase = NodeServerPhase.Stopped;
            throw;
        }
    }

    /// <summary>Waits until it answers a query; after <see cref="KillAsync"/> that is the restarted server.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public Task WaitUntilAnsweringAsync(CancellationToken cancellation = default) => probe.AnswersAsync(stopped: null, cancellation);

    /// <summary>Kills it with SIGKILL and waits until it is reaped; it is started again unless <see cref="RestartOnCrash"/> is off.</summary>
    public Task KillAsync() => process.KillAsync();

    /// <summary>Stops it: SIGTERM, and SIGKILL when it has not ended after 30 seconds. Nothing happens when it does not run.</summary>
    public Task StopAsync() => process.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await process.DisposeAsync();
        Directory.DeleteSocketDirectory();
    }

    async Task<bool> AnswersAsync(Task ended, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var answer = probe.AnswersAsync(ended, limit.Token);
        while (true)
        {
            var said = LogLength();
            try
            {
                return await answer.WaitAsync(LongestSilence, timeProvider, CancellationToken.None);
            }
            catch (TimeoutException) when (LogLength() == said)
            {
                await limit.CancelAsync();
                await answer.ContinueWith(_ => { }, TaskScheduler.Default);
                throw new HostException($"{Node.Name} runs, but has neither answered nor written to {Directory.LogFile} for {LongestSilence.TotalMinutes} minutes; expected an answer; look there for what it waits for, and start again.");
            }
            catch (TimeoutException)
            {
                // It works on something, so it is waited for.
            }
        }
    }

    ChildProcess Launch()
    {
        Directory.ClearForStart();
        File.WriteAllText(Directory.OptionFile, OptionFile.Text([.. options, .. NodeServerOptions.Of(Directory, Port), .. LocalFamily.Of(installation.Version).NodeOptions(Directory.Data)]));
        logStart = LogLength();

        string[] arguments = [$"--defaults-file={Directory.OptionFile}"];
        if (File.Exists(Directory.BootstrapFile))
            arguments = [.. arguments, $"--init-file={Directory.BootstrapFile}"];
        var command = installation.Command(arguments)
            .WithWorkingDirectory(Directory.Path)
            // Tells mysqld that its parent restarts it, else CLONE and RESTART end with error 3707.
            .WithEnvironmentVariables(variables => variables.Set("MYSQLD_PARENT_PID", $"{Environment.ProcessId}"))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(line => lastWords = line));
        try
        {
            return new ChildProcess(command.ExecuteAsync(), timeProvider);
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new HostException($"{installation.Launcher} cannot be executed ({(fault.InnerException ?? fault).Message}); correct that, or name another server with --server.", fault);
        }
    }

    HostException Failure(int exitCode)
    {
        var reason = ServerLog.Reason(Directory.LogFile, logStart) ?? (lastWords.Length > 0 ? lastWords : "it said nothing");
        return new HostException($"{Node.Name} ended before it answered, with exit code {exitCode}{Signal(exitCode)}: {reason} (more in {Directory.LogFile}); expected it to start; put that right, and start again.");
    }

    long LogLength() => File.Exists(Directory.LogFile) ? new FileInfo(Directory.LogFile).Length : 0;

    static string Signal(int exitCode) => exitCode > 128 ? $" (signal {exitCode - 128})" : "";
}
