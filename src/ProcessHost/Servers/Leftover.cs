using System.Diagnostics;
using System.Globalization;
using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace DualMaster.ProcessHost;

/// <summary>A process that a host which was killed has left behind.</summary>
/// <param name="Name">The node's name, or <c>initializer</c>.</param>
/// <param name="ProcessId">Its id.</param>
sealed record Leftover(string Name, int ProcessId)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Every process that runs with an argument of ours.</summary>
    /// <param name="marks">From the argument that only such a process has to its name.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static async Task<IReadOnlyList<Leftover>> FindAsync(IReadOnlyDictionary<string, string> marks, CancellationToken cancellation)
    {
        var found = new List<Leftover>();
        await foreach (var (processId, arguments) in ProcessesAsync(cancellation))
            foreach (var (mark, name) in marks)
                if (processId != Environment.ProcessId && IsOurs(arguments, mark))
                    found.Add(new Leftover(name, processId));
        return found;
    }

    /// <summary>Stops it: SIGTERM, and SIGKILL when it takes too long.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            Posix.Signal(ProcessId, Posix.Terminate);
            try
            {
                await process.WaitForExitAsync(cancellation).WaitAsync(Patience, cancellation);
            }
            catch (TimeoutException)
            {
                Posix.Signal(ProcessId, Posix.Kill);
                await process.WaitForExitAsync(cancellation);
            }
        }
        catch (ArgumentException)
        {
            // It ended by itself since it was found.
        }
    }

    // A client or an editor may name the same file; only a server, the initializer and the dashboard name it after their own program.
    static bool IsOurs(string arguments, string mark) =>
        arguments.Contains($"\0{mark}\0", StringComparison.Ordinal)
        && (arguments.Contains("mysqld\0", StringComparison.Ordinal) || arguments.Contains(InitializerProcess.Assembly, StringComparison.Ordinal)
            || arguments.Contains(DashboardBundle.ProgramName + "\0", StringComparison.Ordinal));

    static async IAsyncEnumerable<(int ProcessId, string Arguments)> ProcessesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Directory.Exists("/proc/self"))
        {
            foreach (var directory in Directory.EnumerateDirectories("/proc"))
                if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var processId))
                    yield return (processId, ReadArguments(directory));
            yield break;
        }

        // "  501 /usr/local/mysql/bin/mysqld --defaults-file=/x/conf/my.cnf": macOS has no /proc.
        var listing = await Cli.Wrap("ps").WithArguments(["-axww", "-o", "pid=,command="]).ExecuteBufferedAsync(cancellation);
        foreach (var line in listing.StandardOutput.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (line.Split(' ', 2) is [var number, var command])
                yield return (int.Parse(number, CultureInfo.InvariantCulture), command.Replace(' ', '\0') + '\0');
    }

    static string ReadArguments(string directory)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(directory, "cmdline")));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It ended while this looked, or belongs to somebody who hides it.
            return "";
        }
    }
}
