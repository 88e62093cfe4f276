using System.Globalization;
using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace DualMaster.ProcessHost;

/// <summary>A process of this machine as the system shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CommandLine">Its arguments, each followed by a blank.</param>
sealed record RunningProcess(int Id, string CommandLine)
{
    /// <summary>Where it works; null when that cannot be told.</summary>
    public string? WorkingDirectory => Link("cwd");

    /// <summary>What it has open, such as <c>socket:[4711]</c>.</summary>
    public IEnumerable<string> OpenFiles
    {
        get
        {
            try
            {
                return [.. Directory.EnumerateFileSystemEntries($"/proc/{Id}/fd").Select(entry => new FileInfo(entry).LinkTarget ?? "")];
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return [];
            }
        }
    }

    /// <summary>Its program's name; arguments may hold secrets, so a sentence says no more.</summary>
    public string Name
    {
        get
        {
            // A server of the cache is run by its own loader: "…/ld-linux-x86-64.so.2 --library-path … --argv0 …/mysqld …".
            var words = CommandLine.Split(' ');
            return Path.GetFileName(Array.IndexOf(words, "--argv0") is >= 0 and var at ? words[at + 1] : words[0]);
        }
    }

    /// <summary>All that this account may see.</summary>
    public static async Task<IReadOnlyList<RunningProcess>> AllAsync(CancellationToken cancellation)
    {
        if (Directory.Exists("/proc/self"))
            return All();
        // "  501 /usr/local/mysql/bin/mysqld --defaults-file=/x/conf/my.cnf": macOS has no /proc.
        var listing = await Cli.Wrap("ps").WithArguments(["-axww", "-o", "pid=,command="]).ExecuteBufferedAsync(cancellation);
        return
        [
            .. listing.StandardOutput.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', 2))
                .Select(parts => new RunningProcess(int.Parse(parts[0], CultureInfo.InvariantCulture), $"{parts.ElementAtOrDefault(1)} ")),
        ];
    }

    /// <summary>The same where there is /proc; none elsewhere.</summary>
    public static IReadOnlyList<RunningProcess> All() => !Directory.Exists("/proc/self") ? [] :
    [
        .. from directory in Directory.EnumerateDirectories("/proc")
           let id = int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
           where id > 0
           select new RunningProcess(id, CommandLineOf(id)),
    ];

    /// <summary>The process as it is now; its command line is empty when it has ended.</summary>
    public RunningProcess Again() => OperatingSystem.IsLinux() ? this with { CommandLine = CommandLineOf(Id) } : this;

    static string CommandLineOf(int id)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/cmdline")).Replace('\0', ' ');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It ended while this looked, or belongs to somebody who hides it.
            return "";
        }
    }

    string? Link(string name)
    {
        try
        {
            return new FileInfo($"/proc/{Id}/{name}").LinkTarget;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
