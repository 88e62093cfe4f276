namespace DualMaster.ProcessHost;

/// <summary>By what a process is known to be one that a host of this data directory started.</summary>
/// <param name="Name">The node's name, <c>initializer</c> or <c>the dashboard</c>.</param>
/// <param name="Stage">Whose end it waits for: all of smaller stages.</param>
/// <param name="Fits">Looks at a process.</param>
sealed record LeftoverMark(string Name, int Stage, Func<RunningProcess, bool> Fits)
{
    /// <summary>
    /// A node's server: mysqld with the node's option file, at work in the node's directory. A shell, an editor or a client may name
    /// the same file, and a server works in its data directory. Masters end last, so that what they still wrote can arrive.
    /// </summary>
    public static LeftoverMark Server(string node, bool isMaster, NodeDirectory directory) => new(node, isMaster ? 2 : 1, process =>
        ProgramBefore(process, $" --defaults-file={directory.OptionFile} ") is { } program
        && (program == "mariadbd" || (program.StartsWith("mysqld", StringComparison.Ordinal) && program != "mysqldump"))
        && WorksIn(process, place => place == directory.Path || place == directory.Data));

    /// <summary>The initializer: its own program, at work beside it, with the data directory as an argument.</summary>
    public static LeftoverMark Initializer(string dataDirectory) => new("initializer", 0, process =>
        ProgramBefore(process, $" {InitializerProcess.Mark(dataDirectory)} ") == InitializerProcess.Assembly
        && WorksIn(process, place => File.Exists(Path.Combine(place, InitializerProcess.Assembly))));

    /// <summary>The dashboard: its own program, at work beside it, with the log in the data directory as an argument. It ends last, because it hears of the others' end.</summary>
    public static LeftoverMark Dashboard(string dashboardLog) => new("the dashboard", 3, process =>
        ProgramBefore(process, $" dashboard {DashboardProcess.Mark(dashboardLog)} ") == DashboardBundle.ProgramName
        && WorksIn(process, place => File.Exists(Path.Combine(place, DashboardBundle.ProgramName))));

    static string? ProgramBefore(RunningProcess process, string argument) =>
        process.CommandLine.IndexOf(argument, StringComparison.Ordinal) is > 0 and var at ? Path.GetFileName(process.CommandLine[..at]) : null;

    // macOS does not tell, and there the arguments have to do.
    static bool WorksIn(RunningProcess process, Func<string, bool> expected) =>
        process.WorkingDirectory is { } place ? expected(place) : !OperatingSystem.IsLinux();
}
