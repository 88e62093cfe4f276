using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CliWrap;
using DualMaster.ProcessHost;

namespace DualMaster.Bench;

/// <summary>The real program, as a user starts it: <c>--once</c>, watched by its output.</summary>
static class HostProgram
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Runs it to its end.</summary>
    /// <param name="assembly">The built program.</param>
    /// <param name="data">Its data directory.</param>
    /// <param name="portBase">Its port base.</param>
    /// <param name="cache">Its cache.</param>
    /// <param name="stop">Interrupts it as Ctrl+C does.</param>
    /// <exception cref="HostException">It did not prove.</exception>
    public static async Task<HostRun> RunAsync(string assembly, string data, int portBase, string cache, CancellationToken stop)
    {
        var lines = new ConcurrentQueue<(double At, string Line)>();
        var started = Stopwatch.GetTimestamp();
        var output = PipeTarget.ToDelegate(line => lines.Enqueue((Stopwatch.GetElapsedTime(started).TotalSeconds, line)));
        using var forced = new CancellationTokenSource(Patience);
        var ended = await Cli.Wrap("dotnet")
            .WithArguments([assembly, "--once", "--data", data, "--port-base", portBase.ToString(CultureInfo.InvariantCulture)])
            .WithEnvironmentVariables(variables => variables.Set("DUALMASTER_CACHE", cache))
            .WithStandardOutputPipe(output)
            .WithStandardErrorPipe(output)
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(forced.Token, stop);
        var total = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (!ended.IsSuccess)
            throw new HostException($"{assembly} ended with exit code {ended.ExitCode}: {string.Join(" / ", lines.Select(line => line.Line))}");
        return new HostRun(At("Starting "), At("All servers answer"), At("Proved"), total);

        double At(string beginning) => lines.First(line => line.Line.StartsWith(beginning, StringComparison.Ordinal)).At;
    }
}
