using Microsoft.Extensions.Logging;

namespace DualMaster.ProcessHost;

/// <summary>All log records of this program; ids stay, and no argument is ever a secret.</summary>
static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Line}")]
    public static partial void Said(ILogger logger, string line);

    [LoggerMessage(10, LogLevel.Warning, "{Process} ended by itself with exit code {ExitCode}")]
    public static partial void ProcessEnded(ILogger logger, string process, int exitCode);

    [LoggerMessage(20, LogLevel.Information, "All servers answer after {Seconds:0.0} s")]
    public static partial void ServersAnswer(ILogger logger, double seconds);

    [LoggerMessage(21, LogLevel.Information, "Proved after {Seconds:0.0} s, {Changes} changes")]
    public static partial void Proved(ILogger logger, double seconds, int changes);

    [LoggerMessage(30, LogLevel.Information, "The dashboard of Aspire {Version} answers on port {Port}")]
    public static partial void DashboardAnswers(ILogger logger, Version version, int port);

    [LoggerMessage(31, LogLevel.Warning, "There is no dashboard: {Reason}")]
    public static partial void NoDashboard(ILogger logger, string reason);

    [LoggerMessage(32, LogLevel.Error, "The dashboard does not get the resource {Resource}: {Fault}")]
    public static partial void ResourceLeftOut(ILogger logger, string resource, string fault);
}
