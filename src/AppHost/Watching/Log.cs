using Microsoft.Extensions.Logging;

namespace DualMaster.AppHost.Watching;

static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Text}")]
    public static partial void Changed(ILogger logger, string text);

    [LoggerMessage(2, LogLevel.Error, "What the initializer says could not be shown; it is asked again in a second.")]
    public static partial void RoundFailed(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The container of {Server} was ended from outside, exit code {ExitCode}; it is started again.")]
    public static partial void EndedFromOutside(ILogger logger, string server, int? exitCode);
}
