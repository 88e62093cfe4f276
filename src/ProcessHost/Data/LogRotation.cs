namespace DualMaster.ProcessHost;

/// <summary>Keeps the logs of previous runs: a log is <c>x.log</c>, that of the run before <c>x.log.1</c>, and so on to <c>x.log.5</c>.</summary>
static class LogRotation
{
    /// <summary>How many of previous runs are kept.</summary>
    const int Kept = 5;

    /// <summary>Moves a log aside, once at the start of a run and before anybody writes to it; an empty one is left.</summary>
    public static void Rotate(string log)
    {
        if (!File.Exists(log) || new FileInfo(log).Length == 0)
            return;
        string[] names = [.. All(log)];
        for (var number = Kept; number > 0; number--)
            if (File.Exists(names[number - 1]))
                File.Move(names[number - 1], names[number], overwrite: true);
    }

    /// <summary>The names that a log and the kept ones have, newest first.</summary>
    public static IEnumerable<string> All(string log) => [log, .. Enumerable.Range(1, Kept).Select(number => $"{log}.{number}")];
}
