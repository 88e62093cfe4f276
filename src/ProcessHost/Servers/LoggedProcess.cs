using CliWrap;

namespace DualMaster.ProcessHost;

/// <summary>A child whose output goes to a file.</summary>
static class LoggedProcess
{
    const int AtOnce = 4096;

    /// <summary>Starts it; what it prints is appended.</summary>
    public static ChildProcess Launch(Command command, string logFile, TimeProvider timeProvider)
    {
        var writing = new Lock();
        var log = new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var output = PipeTarget.Create(async (printed, cancellation) =>
        {
            var buffer = new byte[AtOnce];
            while (await printed.ReadAsync(buffer, cancellation) is > 0 and var length)
                Append(buffer.AsSpan(0, length));
        });
        var process = new ChildProcess(command.WithStandardOutputPipe(output).WithStandardErrorPipe(output).ExecuteAsync(), timeProvider);
        process.Exited.ContinueWith(_ => log.Dispose(), TaskScheduler.Default);
        return process;

        void Append(ReadOnlySpan<byte> text)
        {
            try
            {
                lock (writing)
                    log.Write(text);
            }
            catch (IOException)
            {
                // The disk is full, for example. A process whose output nobody takes any more would come to a halt.
            }
        }
    }
}
