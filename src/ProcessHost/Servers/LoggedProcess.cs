using CliWrap;

namespace DualMaster.ProcessHost;

/// <summary>A child whose output goes to a file.</summary>
static class LoggedProcess
{
    /// <summary>Starts it; what it prints is appended.</summary>
    public static ChildProcess Launch(Command command, string logFile, TimeProvider timeProvider)
    {
        var log = new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var output = PipeTarget.ToStream(log, autoFlush: true);
        var process = new ChildProcess(command.WithStandardOutputPipe(output).WithStandardErrorPipe(output).ExecuteAsync(), timeProvider);
        process.Exited.ContinueWith(_ => log.Dispose(), TaskScheduler.Default);
        return process;
    }
}
