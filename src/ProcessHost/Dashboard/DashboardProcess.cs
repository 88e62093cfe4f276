namespace DualMaster.ProcessHost;

/// <summary>The dashboard as a child process: started, restarted when it ends by itself, stopped. It never outlives this program.</summary>
sealed class DashboardProcess : IAsyncDisposable
{
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    readonly SupervisedProcess process;
    readonly Uri health;

    DashboardProcess(SupervisedProcess process, Uri health)
    {
        this.process = process;
        this.health = health;
    }

    /// <summary>The id of its current process.</summary>
    public int ProcessId => process.ProcessId;

    /// <summary>Starts it.</summary>
    /// <param name="bundle">What is started.</param>
    /// <param name="access">Where it listens and whom it lets in.</param>
    /// <param name="data">Gets its output.</param>
    /// <param name="say">Receives a line when it has to be started again.</param>
    /// <param name="ending">From then on it is not started again when it ends by itself.</param>
    public static DashboardProcess Start(DashboardBundle bundle, DashboardAccess access, DataDirectory data, Action<string> say, CancellationToken ending)
    {
        LogRotation.Rotate(data.DashboardLog);
        // It must receive what the others say while they stop.
        var command = BackgroundProgram.Command(bundle.Program, ["dashboard", Mark(data.DashboardLog)])
            .WithWorkingDirectory(Path.GetDirectoryName(bundle.Program)!)
            .WithEnvironmentVariables(access.Environment);
        var process = new SupervisedProcess("The dashboard", () => LoggedProcess.Launch(command, data.DashboardLog, TimeProvider.System), say, TimeProvider.System)
        {
            Ending = ending,
            Settling = TimeSpan.FromMilliseconds(250),
            Describe = exitCode => $"ended with exit code {exitCode} (see {data.DashboardLog})",
        };
        process.Start();
        process.Supervise();
        return new DashboardProcess(process, new Uri(access.Address, "health"));
    }

    /// <summary>Waits until it answers.</summary>
    public async Task WaitUntilAnsweringAsync(CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        using var timer = new PeriodicTimer(BetweenLooks);
        while (!await AnswersAsync(client, cancellation))
            await timer.WaitForNextTickAsync(cancellation);
    }

    /// <summary>Stops it.</summary>
    public Task StopAsync() => process.StopAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => process.DisposeAsync();

    /// <summary>The argument by which a dashboard is known that was left behind; a setting that nobody reads.</summary>
    public static string Mark(string dashboardLog) => $"--DualMaster:Log={dashboardLog}";

    async Task<bool> AnswersAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(health, cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
