using System.Runtime.InteropServices;
using DualMaster.ProcessHost;

if (OperatingSystem.IsWindows())
{
    await Console.Error.WriteLineAsync("This host starts servers as Unix processes; expected Linux or macOS; on Windows use the Aspire AppHost, or WSL.");
    return 1;
}

try
{
    return await HostCommand.InvokeAsync(args, RunHostAsync);
}
catch (Exception fault) when (HostFaults.Sentence(fault) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}

static async Task<int> RunHostAsync(HostOptions options)
{
    using var stop = new CancellationTokenSource();
    var stoppedBy = (PosixSignal?)null;
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopInOrder);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopInOrder);
    using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, StopInOrder);

    Console.SetOut(new TerminalWriter(Console.Out));
    Console.SetError(new TerminalWriter(Console.Error));
    var console = HostConsole.Create();
    await using var screen = new HostScreen(console, TimeProvider.System);
    try
    {
        return await new HostSession(options, console, screen).RunAsync(stop.Token);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        // Before it was proved, so it is no success; 130 and the like is what shells make of a signal.
        return stoppedBy switch { PosixSignal.SIGINT => 130, PosixSignal.SIGHUP => 129, _ => 143 };
    }

    void StopInOrder(PosixSignalContext context)
    {
        context.Cancel = true;
        stoppedBy ??= context.Signal;
        stop.Cancel();
    }
}
