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

    /// <summary>Starts it with other variables in its environment.</summary>
    public static HostProgram Start(IReadOnlyDictionary<string, string?> variables, params string[] arguments) => new(Program(arguments).WithEnvironmentVariables(variables));

    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var program = Start(arguments);
        return (await program.EndedAsync(), program.Output);
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

    static string Assembly => Path.Combine(AppContext.BaseDirectory, "DualMaster.ProcessHost.dll");

    static Command Program(string[] arguments) => Cli.Wrap("dotnet").WithArguments([Assembly, .. arguments]);

    void Hear(string line)
    {
        lock (all)
            all.AppendLine(line);
        lines.Writer.TryWrite(line);
    }
}
