namespace DualMaster.ProcessHost;

/// <summary>The dashboard of one run: found at once or obtained beside everything else, started as soon as it is there, and, once its ports are had, never a reason to fail.</summary>
sealed class HostDashboard : IAsyncDisposable
{
    const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>How long it is waited before a failure is spoken of: a Ctrl+C reaches npm as it reaches this host, and maybe a moment earlier.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    readonly DashboardAccess access;
    readonly DashboardOffer offer;
    readonly CancellationTokenSource stopping;
    readonly TaskCompletionSource<bool> answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task starting = Task.CompletedTask;
    Task showing = Task.CompletedTask;
    ResourceServer? resources;
    DashboardProcess? process;
    bool disposed;

    HostDashboard(DashboardAccess access, DashboardOffer offer, CancellationToken stop)
    {
        this.access = access;
        this.offer = offer;
        stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    /// <summary>The ports that it needs; none when there is no dashboard.</summary>
    public IReadOnlyList<(string Wanted, int Port)> Ports => offer.Exists ? access.Ports : [];

    /// <summary>Looks for one, when it is wanted.</summary>
    /// <param name="options">Whether it is: unless told otherwise, by a run that stays, when telemetry has no other place to go.</param>
    /// <param name="stop">Ends the look, and later the obtaining; one that runs is only stopped by <see cref="StopAsync"/>.</param>
    public static async Task<HostDashboard> FindAsync(HostOptions options, CancellationToken stop)
    {
        var wanted = options.Dashboard ?? !options.Once;
        var offer = !wanted ? DashboardOffer.None()
            : options.Dashboard is null && HasCollector ? DashboardOffer.None($"Telemetry goes where {CollectorVariable} says, so no dashboard is started; --dashboard starts one.")
            : await new DashboardProvisioner().FindAsync(stop);
        return new HostDashboard(new DashboardAccess(options.PortBase), offer, stop);
    }

    /// <summary>What a process is told that sends its telemetry there, or to a collector of the user's; nothing when there is neither.</summary>
    /// <param name="service">Its name in the dashboard; among what else a user's collector gets, it says whose it is.</param>
    public IReadOnlyDictionary<string, string?> Telemetry(string service) =>
        offer.Exists ? access.Telemetry(service)
        : HasCollector ? new Dictionary<string, string?> { ["OTEL_SERVICE_NAME"] = $"dualmaster-{service}" }
        : new Dictionary<string, string?>();

    /// <summary>Begins to obtain and start it; returns at once.</summary>
    /// <param name="data">Gets its output.</param>
    /// <param name="say">Receives a line for each thing worth knowing; never a secret.</param>
    /// <param name="makeBoard">Makes what its pages show; not called when there is no dashboard.</param>
    public void Start(DataDirectory data, Action<string> say, Func<DashboardAccess, HostBoard> makeBoard)
    {
        foreach (var remark in offer.Remarks)
            say(remark);
        if (offer.Exists)
            starting = Task.Run(() => StartAsync(data, say, makeBoard, stopping.Token));
        else
            answers.SetResult(false);
    }

    /// <summary>Shows its address now, or as soon as it answers.</summary>
    /// <param name="show">Receives the line, which holds the token; it is called once at most.</param>
    public void ShowAddress(Action<string> show)
    {
        if (answers.Task.IsCompleted)
            Show(answers.Task);
        else
            answers.Task.ContinueWith(Show, TaskScheduler.Default);

        void Show(Task<bool> answered)
        {
            if (answered.Result)
                show($"Dashboard: {access.LoginAddress}");
        }
    }

    /// <summary>Waits until it answers, or it is known that it never will, or patience ends.</summary>
    public async Task SettleAsync(TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await answers.Task.WaitAsync(patience, cancellation);
        }
        catch (TimeoutException)
        {
            // Nobody fails on account of a dashboard.
        }
    }

    /// <summary>Stops it, or ends the obtaining.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await starting;
        await showing;
        if (process is not null)
            await process.StopAsync();
        if (resources is not null)
            await resources.DisposeAsync();
        resources = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await StopAsync();
        if (process is not null)
            await process.DisposeAsync();
        stopping.Dispose();
    }

    static bool HasCollector => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(CollectorVariable));

    async Task StartAsync(DataDirectory data, Action<string> say, Func<DashboardAccess, HostBoard> makeBoard, CancellationToken stop)
    {
        try
        {
            var bundle = offer.Ready ?? await ObtainAsync(say, stop);
            // The server before the one that asks it, and both in one lifetime: a dashboard that once got no answer does not recover.
            var board = makeBoard(access);
            await board.ServersAreStartedAsync(stop);
            resources = await ResourceServer.StartAsync(access, board.Content);
            showing = board.RunAsync(stop);
            process = DashboardProcess.Start(bundle, access, data, say, stop);
            await process.WaitUntilAnsweringAsync(stop);
            Log.DashboardAnswers(HostSignals.Logger, bundle.Version, access.Port);
            answers.SetResult(true);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That was asked for.
        }
        catch (Exception fault) when (HostFaults.Sentence(fault) is { } sentence)
        {
            await Task.Delay(Settling, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                return;
            Log.NoDashboard(HostSignals.Logger, sentence);
            say($"There is no dashboard: {sentence}");
        }
        finally
        {
            answers.TrySetResult(false);
        }
    }

    async Task<DashboardBundle> ObtainAsync(Action<string> say, CancellationToken stop)
    {
        using var span = HostSignals.Source.StartActivity("obtain the dashboard");
        return await offer.ObtainAsync!(say, stop);
    }
}
