using CliWrap;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>The program at a terminal of its own, which <c>script</c> makes.</summary>
public sealed class PseudoTerminalTests(ServerUnderTest server) : IDisposable
{
    const string CtrlC = "\u0003";

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task At_a_terminal_there_is_a_live_table_and_Ctrl_C_ends_in_order()
    {
        var proved = new TaskCompletionSource();
        var host = HostProgram.Start(AtTerminal("-u NO_COLOR TERM=xterm-256color").WithStandardInputPipe(PipeSource.Create(async (input, cancellation) =>
        {
            await proved.Task.WaitAsync(cancellation);
            await input.WriteAsync(System.Text.Encoding.ASCII.GetBytes(CtrlC), cancellation);
            await input.FlushAsync(cancellation);
            // Its end would be the terminal's.
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
        })));
        // Not the last line: that has no end before something changes.
        await host.PrintedAsync("Connect:");
        proved.SetResult();

        (await host.EndedAsync()).ShouldBe(0, host.Output);

        host.Output.ShouldContain("starting\e[0m");
        host.Output.ShouldContain("\e[38;5;2m9.7");
        // Drawn several times, and gone at the end; what was said stays.
        host.Output.Split("IO thread").Length.ShouldBeGreaterThan(2);
        var end = host.Output[host.Output.LastIndexOf("\e[J", StringComparison.Ordinal)..];
        end.ShouldContain("\e[?25h");
        end.ShouldContain("Everything is stopped.");
        end.ShouldNotContain("IO thread");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_terminal_that_can_do_nothing_gets_lines()
    {
        var (exitCode, output) = await HostProgram.RunAsync(AtTerminal("TERM=dumb", "--once"));

        exitCode.ShouldBe(0, output);
        output.ShouldNotContain("\e");
        output.ShouldContain("node3 → node1   running");
    }

    [Fact]
    public async Task Who_wants_no_colours_gets_the_live_table_without_them_and_who_closes_the_window_ends_everything_in_order()
    {
        var terminal = HostProgram.Start(AtTerminal("NO_COLOR=1 TERM=xterm-256color", "--no-dashboard"));
        await terminal.PrintedAsync("Connect:");

        // The terminal goes with it, and everything that is written there fails from then on.
        terminal.Signal(Posix.Kill);
        await terminal.EndedAsync();

        terminal.Output.ShouldContain("\e[J");
        terminal.Output.ShouldNotContain("\e[38");
        await Eventually.TrueAsync(() => Nodes.ProcessesWith(directory.Path).Count == 0);
        File.ReadLines(directory["data/host.log"]).TakeLast(2).Select(line => line.Split("Z ")[1]).ShouldBe(["Stopping …", "Everything is stopped."]);
    }

    Command AtTerminal(string environment, params string[] more)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && ProgramPath.Has("script"), "'script' makes the terminal, and this machine has none.");
        string[] arguments = ["dotnet", HostProgram.Assembly, .. HostProgram.Arguments(server, directory["data"], Nodes.PortBase(), more)];
        // Whoever runs the tests in the background of a script has them ignore the signal, and what is ignored stays so.
        return Cli.Wrap("script").WithArguments(
            ["--quiet", "--flush", "--return", "--command", $"stty cols 100 rows 40; exec env --default-signal=INT {environment} {string.Join(' ', arguments)}", "/dev/null"]);
    }
}
