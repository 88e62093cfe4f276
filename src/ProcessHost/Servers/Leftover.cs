namespace DualMaster.ProcessHost;

/// <summary>A process that a host which was killed has left behind.</summary>
/// <param name="Mark">By what it is known.</param>
/// <param name="Process">The hold on it.</param>
sealed record Leftover(LeftoverMark Mark, HeldProcess Process) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Every process that carries one of the marks.</summary>
    public static async Task<IReadOnlyList<Leftover>> FindAsync(IReadOnlyList<LeftoverMark> marks, CancellationToken cancellation)
    {
        var found = new List<Leftover>();
        foreach (var process in await RunningProcess.AllAsync(cancellation))
            if (process.Id != Environment.ProcessId && marks.FirstOrDefault(mark => mark.Fits(process)) is { } mark && Take(process, mark) is { } leftover)
                found.Add(leftover);
        return found;
    }

    /// <summary>Stops all that are found, in the order of their stages.</summary>
    /// <param name="marks">By what they are known.</param>
    /// <param name="say">Receives a line for each.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task StopAllAsync(IReadOnlyList<LeftoverMark> marks, Action<string> say, CancellationToken cancellation)
    {
        var found = await FindAsync(marks, cancellation);
        try
        {
            foreach (var leftover in found)
                say($"A host that was killed left {leftover.Mark.Name} running (process {leftover.Process.Id}); stopping it first.");
            foreach (var stage in found.GroupBy(leftover => leftover.Mark.Stage).OrderBy(stage => stage.Key))
                await Task.WhenAll(stage.Select(leftover => leftover.StopAsync(cancellation)));
        }
        finally
        {
            foreach (var leftover in found)
                leftover.Dispose();
        }
    }

    /// <summary>Stops it: SIGTERM, and SIGKILL when it takes too long.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        Process.Signal(Posix.Terminate);
        if (await Process.EndsWithinAsync(Patience, cancellation))
            return;
        Process.Signal(Posix.Kill);
        await Process.EndsWithinAsync(Timeout.InfiniteTimeSpan, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => Process.Dispose();

    // Looked at once more under the hold: the id may have become another process's between the listing and it.
    static Leftover? Take(RunningProcess seen, LeftoverMark mark)
    {
        var held = HeldProcess.Of(seen.Id);
        if (mark.Fits(seen.Again()) && !held.HasEnded)
            return new Leftover(mark, held);
        held.Dispose();
        return null;
    }
}
