namespace DualMaster.ProcessHost;

/// <summary>A child that is started again whenever it ends by itself, ever later while it keeps ending. It may be started again after it was stopped.</summary>
/// <param name="name">Its name, as sentences begin with it.</param>
/// <param name="launch">Starts the process.</param>
/// <param name="say">Receives a line for each end that was not asked for.</param>
/// <param name="timeProvider">The clock of restarts.</param>
sealed class SupervisedProcess(string name, Func<ChildProcess> launch, Action<string> say, TimeProvider timeProvider) : IAsyncDisposable
{
    CancellationTokenSource stopping = new();
    Task supervision = Task.CompletedTask;
    ChildProcess? current;
    bool disposed;

    /// <summary>From then on it is not started again: what ends this host, a Ctrl+C or a signal to all its processes, may have ended it too.</summary>
    public CancellationToken Ending { get; init; }

    /// <summary>How long it is waited before an end is spoken of, because the same signal may reach this host a moment later.</summary>
    public TimeSpan Settling { get; init; }

    /// <summary>Says what an exit code means, as the second half of a sentence.</summary>
    public Func<int, string> Describe { get; init; } = exitCode => $"ended with exit code {exitCode}";

    /// <summary>Told of each end, and whether it is started again.</summary>
    public Action<bool> Ended { get; init; } = _ => { };

    /// <summary>What is done after each restart; an exception with a sentence counts as a restart that failed.</summary>
    public Func<ChildProcess, CancellationToken, Task> Restarted { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Whether it is started again when it ends by itself.</summary>
    public bool RestartOnCrash { get; set; } = true;

    /// <summary>The id of its current or last process; 0 before the first start.</summary>
    public int ProcessId => current?.ProcessId ?? 0;

    /// <summary>Starts it; nobody starts it again before <see cref="Supervise"/>.</summary>
    public ChildProcess Start()
    {
        if (!supervision.IsCompleted)
            throw new InvalidOperationException($"{name} runs already.");
        stopping.Dispose();
        stopping = new CancellationTokenSource();
        return Launch();
    }

    /// <summary>From now on it is started again when it ends by itself.</summary>
    public void Supervise() =>
        supervision = SuperviseAsync(current ?? throw new InvalidOperationException($"{name} was not started."), stopping.Token);

    /// <summary>Kills it with SIGKILL and waits until it is reaped.</summary>
    public Task KillAsync() => current?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Stops it: SIGTERM, and SIGKILL when it has not ended after 30 seconds. Nothing happens when it does not run.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await supervision;
        if (current is { } unsupervised)
            await unsupervised.EndAsync(stopping.Token);
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

    async Task SuperviseAsync(ChildProcess child, CancellationToken stop)
    {
        using var noMore = CancellationTokenSource.CreateLinkedTokenSource(stop, Ending);
        var backoff = new RestartBackoff(timeProvider);
        while (true)
        {
            var exitCode = await child.EndAsync(stop);
            var restarts = RestartOnCrash && !noMore.IsCancellationRequested;
            Ended(restarts);
            if (!restarts)
                return;
            try
            {
                var delay = backoff.Next();
                await Task.Delay(Settling, timeProvider, noMore.Token);
                say($"{name} {Describe(exitCode)}; starting it again{(delay > TimeSpan.Zero ? $" in {delay.TotalSeconds} s" : "")}.");
                HostSignals.Ended(name, exitCode);
                await Task.Delay(delay, timeProvider, noMore.Token);
                backoff.Started();
                child = Launch();
                await Restarted(child, stop);
            }
            catch (OperationCanceledException) when (noMore.IsCancellationRequested)
            {
                // The next round waits for its end, if it runs.
            }
            catch (Exception fault) when (HostFaults.Sentence(fault) is { } sentence)
            {
                say($"{name} could not be started again: {sentence}");
            }
        }
    }

    ChildProcess Launch()
    {
        var child = current = launch();
        HostSignals.Running.Add(1, HostSignals.Process(name));
        // Before whoever waits for the end goes on.
        child.Exited.ContinueWith(_ => HostSignals.Running.Add(-1, HostSignals.Process(name)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return child;
    }
}
