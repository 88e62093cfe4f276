using System.Text;
using System.Text.RegularExpressions;

namespace DualMaster.Replication.Copying;

/// <summary>
/// What lies between the program that dumps and the one that loads. It keeps back the position: with the transactions of the whole
/// and half of the rows, a server would be taken for a whole one; and a setting that would outlast an interrupted load.
/// </summary>
/// <param name="told">Told how many bytes have passed.</param>
/// <param name="begun">Done when the moment that is dumped has come, and before anything else is.</param>
sealed partial class DumpStream(Action<long> told, Func<Task> begun)
{
    // https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html#option_mysqldump_set-gtid-purged: both stand before the first database.
    const string FirstDatabase = "\n-- Current Database:";
    const string End = "-- Dump completed";

    // For the sake of statistics, which are not among what is dumped here; a recipient whose load was interrupted would keep it.
    const string NoStatistics = "SET GLOBAL INNODB_STATS_AUTO_RECALC=OFF";
    const int LongestHead = 64 << 20;

    // Newer dumps of MariaDB have the position there, as a comment.
    const int LongestEnd = 1 << 13;

    /// <summary>The position that belongs to the dump; null before it passed.</summary>
    public string? Position { get; private set; }

    /// <summary>Whether the dump came to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Lets a dump pass.</summary>
    /// <param name="from">The program that dumps.</param>
    /// <param name="to">The one that loads.</param>
    /// <param name="token">Ends it.</param>
    public async Task PassAsync(Stream from, Stream to, CancellationToken token)
    {
        var buffer = new byte[1 << 16];
        var head = new MemoryStream();
        var tail = "";
        var isHead = true;
        long bytes = 0;
        int count;
        while ((count = await from.ReadAsync(buffer, token)) > 0)
        {
            bytes += count;
            told(bytes);
            tail = (tail + Encoding.Latin1.GetString(buffer, 0, count))[^Math.Min(tail.Length + count, LongestEnd)..];
            if (!isHead)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), token);
                continue;
            }

            head.Write(buffer, 0, count);
            var text = Encoding.Latin1.GetString(head.GetBuffer(), 0, (int)head.Length);
            isHead = !text.Contains(FirstDatabase, StringComparison.Ordinal);
            if (!isHead)
            {
                await begun();
                await to.WriteAsync(Encoding.Latin1.GetBytes(WithoutPosition(text).Replace(NoStatistics, "DO 0", StringComparison.Ordinal)), token);
            }
            else if (head.Length > LongestHead)
                return;
        }

        IsComplete = tail.LastIndexOf(End, StringComparison.Ordinal) is >= 0 and var end && !tail.AsSpan(end).TrimEnd('\n').Contains('\n');
        if (Position is null && Last().Match(tail) is { Success: true } last)
            Position = last.Groups["position"].Value;
    }

    string WithoutPosition(string text)
    {
        var first = text.IndexOf(FirstDatabase, StringComparison.Ordinal);
        if (Found().Match(text, 0, first) is not { Success: true } found)
            return text;
        Position = found.Groups["position"].Value.ReplaceLineEndings("");
        return text.Remove(found.Index, found.Length);
    }

    // SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3E11FA47-71CA-11E1-9E33-C80AA9429562:1-23,\n…';
    // -- SET GLOBAL gtid_slave_pos='1-1-23,3-3-5';
    [GeneratedRegex(@"^(-- )?SET (@@GLOBAL\.GTID_PURGED|GLOBAL gtid_slave_pos)\s*=\s*(/\*!80000 '\+'\*/ )?'(?<position>[^']*)';", RegexOptions.Multiline)]
    private static partial Regex Found();

    // The last line of its kind: what stands in somebody's routine comes before it.
    [GeneratedRegex(@"^-- SET GLOBAL gtid_slave_pos='(?<position>[^'\n]*)';", RegexOptions.Multiline | RegexOptions.RightToLeft)]
    private static partial Regex Last();
}
