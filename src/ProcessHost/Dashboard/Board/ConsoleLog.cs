using System.Runtime.CompilerServices;
using System.Text;
using DualMaster.ProcessHost.Wire;

namespace DualMaster.ProcessHost;

/// <summary>A log file as a console: the end of what it holds, then what is added, while somebody looks.</summary>
/// <param name="file">The file; it need not exist yet.</param>
/// <param name="about">Only lines that hold this text; all when left out.</param>
sealed class ConsoleLog(string file, string? about = null)
{
    const int Backlog = 1024 * 1024;
    const int LongestLine = 16 * 1024;

    /// <summary>Lines a message; the dashboard takes no message above 4 MB.</summary>
    const int AtOnce = 200;

    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    /// <summary>Its lines, in portions.</summary>
    /// <param name="follow">Whether it goes on with what is added, until it is told to end.</param>
    /// <param name="stop">Ends it.</param>
    public async IAsyncEnumerable<IReadOnlyList<ConsoleLogLine>> ReadAsync(bool follow, [EnumeratorCancellation] CancellationToken stop)
    {
        using var timer = new PeriodicTimer(BetweenLooks);
        var begun = new List<byte>();
        var buffer = new byte[64 * 1024];
        var number = 0;
        while (!File.Exists(file))
            if (!follow || !await timer.WaitForNextTickAsync(stop))
                yield break;

        await using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (log.Length > Backlog)
        {
            log.Position = log.Length - Backlog;
            await SkipLineAsync(log, stop);
        }

        while (true)
        {
            int length;
            while ((length = await log.ReadAsync(buffer, stop)) > 0)
                foreach (var portion in Lines(begun, buffer.AsSpan(0, length)).Chunk(AtOnce))
                    yield return [.. portion.Select(text => new ConsoleLogLine { Text = text, LineNumber = ++number })];
            if (!follow || !await timer.WaitForNextTickAsync(stop))
                yield break;
            // Somebody has emptied it.
            if (log.Length < log.Position)
                log.Position = 0;
        }
    }

    /// <summary>The lines that have ended; what has not is kept.</summary>
    List<string> Lines(List<byte> begun, ReadOnlySpan<byte> read)
    {
        var lines = new List<string>();
        foreach (var character in read)
        {
            if (character != '\n')
            {
                begun.Add(character);
                continue;
            }

            var text = Encoding.UTF8.GetString([.. begun.Take(LongestLine)]).TrimEnd('\r');
            begun.Clear();
            if (about is null || text.Contains(about, StringComparison.Ordinal))
                lines.Add(text);
        }

        return lines;
    }

    static async Task SkipLineAsync(FileStream log, CancellationToken stop)
    {
        var one = new byte[1];
        while (await log.ReadAsync(one, stop) > 0 && one[0] != '\n')
            ;
    }
}
