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

    public static HostProgram Start(params string[] arguments) => new(Program(arguments));

    /// <summary>Starts it as the leader of a session, so that all its processes can be killed at once.</summary>
    public static HostProgram StartSession(params string[] arguments) => new(Cli.Wrap("setsid").WithArguments(["dotnet", Assembly, .. arguments]));

    /// <summary>Starts it with other variables in its environment.</summary>
    public static HostProgram Start(IReadOnlyDictionary<string, string?> variables, params string[] arguments) => new(Program(arguments).WithEnvironmentVariables(variables));

    /// <summary>Starts it on a terminal of its own, with what is typed there.</summary>
    public static HostProgram StartOnTerminal(string typed, params string[] arguments) => new(Cli.Wrap("script")
        .WithArguments(["-qec", string.Join(' ', (string[])["dotnet", Assembly, .. arguments]), "/dev/null"]).WithStandardInputPipe(PipeSource.FromString(typed)));

    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var program = Start(arguments);
        return (await program.EndedAsync(), program.Output);
    }

    /// <summary>Waits until it prints a line with that text.</summary>
    public async Task PrintedAsync(string text)
    {
        await foreach (var line in lines.Reader.ReadAllAsync(Nodes.Token))
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        throw new InvalidOperationException($"It ended without printing '{text}':\n{Output}");
    }

    public async Task<int> EndedAsync() => (await command).ExitCode;

    public void Signal(int signal) => Posix.Signal(ProcessId, signal);

    /// <summary>Kills a session with every process in it.</summary>
    public async Task KillSessionAsync()
    {
        Posix.Signal(-ProcessId, Posix.Kill);
        await EndedAsync();
    }

    static string Assembly => Path.Combine(AppContext.BaseDirectory, "DualMaster.ProcessHost.dll");

    static Command Program(string[] arguments) => Cli.Wrap("dotnet").WithArguments([Assembly, .. arguments]);

    void Hear(string line)
    {
        lock (all)
            all.AppendLine(line);
        lines.Writer.TryWrite(line);
    }
}
