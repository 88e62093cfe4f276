using System.Runtime.InteropServices;
using DualMaster.ProcessHost;
using Spectre.Console;

if (OperatingSystem.IsWindows())
{
    await Console.Error.WriteLineAsync("This host starts servers as Unix processes; expected Linux or macOS; on Windows use the Aspire AppHost, or WSL.");
    return 1;
}

return await HostCommand.InvokeAsync(args, async options =>
{
    using var stop = new CancellationTokenSource();
    var stoppedBy = (PosixSignal?)null;
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopInOrder);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopInOrder);
    using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, StopInOrder);

    try
    {
        return await new HostSession(options, AnsiConsole.Console).RunAsync(stop.Token);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        // Before it was proved, so it is no success; 130 and the like is what shells make of a signal.
        return stoppedBy switch { PosixSignal.SIGINT => 130, PosixSignal.SIGHUP => 129, _ => 143 };
    }
    catch (Exception fault) when (HostFaults.Sentence(fault) is { } sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }

    void StopInOrder(PosixSignalContext context)
    {
        context.Cancel = true;
        stoppedBy ??= context.Signal;
        stop.Cancel();
    }
});
