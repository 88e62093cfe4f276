using CliWrap;

namespace DualMaster.ProcessHost;

/// <summary>A running child.</summary>
/// <param name="task">The command as it was started.</param>
/// <param name="timeProvider">Measures the patience.</param>
sealed class ChildProcess(CommandTask<CommandResult> task, TimeProvider timeProvider)
{
    /// <summary>A server writes its buffers out before it ends; one that takes longer is stuck.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // It is reaped before its end is known here, and its id may be another process's from then on.
    readonly HeldProcess held = HeldProcess.Of(task.ProcessId);

    /// <summary>Its id.</summary>
    public int ProcessId => held.Id;

    /// <summary>Ends when the process has ended and was reaped; gives the exit code, 128 + the signal when it was one.</summary>
    public Task<int> Exited { get; } = ExitCodeAsync(task);

    /// <summary>Waits until it ends by itself, or ends it when that is asked for: SIGTERM, and SIGKILL when it takes too long.</summary>
    public async Task<int> EndAsync(CancellationToken stop)
    {
        var asked = new TaskCompletionSource();
        await using var registration = stop.Register(asked.SetResult);
        if (await Task.WhenAny(Exited, asked.Task) == Exited)
            return await Exited;

        held.Signal(Posix.Terminate);
        try
        {
            return await Exited.WaitAsync(Patience, timeProvider, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            return await KillAsync();
        }
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public Task<int> KillAsync()
    {
        held.Signal(Posix.Kill);
        return Exited;
    }

    static async Task<int> ExitCodeAsync(CommandTask<CommandResult> task) => (await task).ExitCode;
}
