using System.Collections.Concurrent;

namespace DualMaster.Bench;

/// <summary>When the lines of several runs of the host came.</summary>
sealed class StageTimes
{
    readonly ConcurrentQueue<HostRun> runs = [];

    /// <summary>Notes one run.</summary>
    public HostRun Add(HostRun run)
    {
        runs.Enqueue(run);
        return run;
    }

    /// <summary>The median of one stage with least and most, in seconds.</summary>
    public string Of(Func<HostRun, double> stage) => new Series(runs.Select(stage)).Text("");
}
