using System.Globalization;
using System.Text;
using System.Threading.Channels;
using CliWrap;

namespace DualMaster.ProcessHost.Tests;

/// <summary>The program itself, as a process.</summary>
sealed class HostProgram
{
    readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    readonly StringBuilder all = new();
    readonly CommandTask<CommandResult> command;

    HostProgram(Command program)
    {
        command = program
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToDelegate(Hear))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(Hear))
            .ExecuteAsync(Nodes.Token);
        command.Task.ContinueWith(_ => lines.Writer.TryComplete(), TaskScheduler.Default);
    }

    /// <summary>Everything that it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (all)
                return all.ToString();
        }
    }

    public int ProcessId => command.ProcessId;

    /// <summary>The program as it lies beside the tests.</summary>
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "DualMaster.ProcessHost.dll");

    /// <summary>What makes it a host of the server under test.</summary>
    public static string[] Arguments(ServerUnderTest server, string data, int portBase, params string[] more) =>
    [
        "--data", data, "--port-base", portBase.ToString(CultureInfo.InvariantCulture),
        .. server.Installation.LauncherArguments.Count == 0 && !more.Contains("--mysqld") ? (string[])["--mysqld", server.Installation.Path] : [],
        .. more,
    ];

    /// <summary>Starts it as the leader of a session, so that all its processes can be killed at once.</summary>
    public static HostProgram StartSession(IReadOnlyDictionary<string, string?> variables, params string[] arguments) =>
        new(Cli.Wrap("setsid").WithArguments(["dotnet", Assembly, .. arguments]).WithEnvironmentVariables(variables));

    /// <summary>Starts it with other variables in its environment.</summary>
    public static HostProgram Start(IReadOnlyDictionary<string, string?> variables, params string[] arguments) => new(Command(arguments).WithEnvironmentVariables(variables));

    /// <summary>Starts it on a terminal of its own, with what is typed there.</summary>
    public static HostProgram StartOnTerminal(string typed, params string[] arguments) => new(Cli.Wrap("script")
        .WithArguments(["-qec", string.Join(' ', (string[])["dotnet", Assembly, .. arguments]), "/dev/null"]).WithStandardInputPipe(PipeSource.FromString(typed)));

    public static HostProgram Start(params string[] arguments) => Start(Command(arguments));

    public static HostProgram Start(Command program) => new(program);

    public static Command Command(params string[] arguments) => Cli.Wrap("dotnet").WithArguments([Assembly, .. arguments]);

    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunAsync(Command(arguments));

    public static async Task<(int ExitCode, string Output)> RunAsync(Command program)
    {
        var running = Start(program);
        return (await running.EndedAsync(), running.Output);
    }

    /// <summary>Waits until it prints a line with that text.</summary>
    public Task PrintedAsync(string text) => PrintedAsync(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until it prints such a line.</summary>
    public async Task<string> PrintedAsync(Func<string, bool> wanted)
    {
        await foreach (var line in lines.Reader.ReadAllAsync(Nodes.Token))
            if (wanted(line))
                return line;
        throw new InvalidOperationException($"It ended without printing what was waited for:\n{Output}");
    }

    public async Task<int> EndedAsync() => (await command).ExitCode;

    public void Signal(int signal) => Posix.Signal(ProcessId, signal);

    /// <summary>Sends a signal to every process of a session, or of a terminal's foreground.</summary>
    public void SignalAll(int signal) => Posix.Signal(-ProcessId, signal);

    void Hear(string line)
    {
        lock (all)
            all.AppendLine(line);
        lines.Writer.TryWrite(line);
    }
}
