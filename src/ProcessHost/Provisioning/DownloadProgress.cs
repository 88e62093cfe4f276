namespace DualMaster.ProcessHost;

/// <summary>Says how much of a download another program has got, which it shows by what lies in its directory.</summary>
static class DownloadProgress
{
    const double MegaByte = 1_000_000;

    static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(3);

    /// <summary>Waits for a download, with a line every three seconds.</summary>
    /// <param name="directory">Where it arrives.</param>
    /// <param name="say">Receives the lines.</param>
    /// <param name="download">The download.</param>
    public static async Task WatchAsync(string directory, Action<string> say, Task download)
    {
        using var ended = new CancellationTokenSource();
        var progress = ReportAsync(directory, say, ended.Token);
        try
        {
            await download;
        }
        finally
        {
            await ended.CancelAsync();
            await progress;
        }
    }

    static async Task ReportAsync(string directory, Action<string> say, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(BetweenLines);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
                say($"  {Math.Round(Length(directory) / MegaByte)} MB so far …");
        }
        catch (OperationCanceledException)
        {
            // The download has ended, one way or the other.
        }
    }

    // Files are renamed and deleted when they are complete, maybe between the listing and this.
    static double Length(string directory)
    {
        try
        {
            return new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
