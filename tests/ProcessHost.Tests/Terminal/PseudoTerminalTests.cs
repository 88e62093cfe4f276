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
    public async Task Who_wants_no_colours_gets_the_live_table_without_them()
    {
        var (exitCode, output) = await HostProgram.RunAsync(AtTerminal("NO_COLOR=1 TERM=xterm-256color", "--once"));

        exitCode.ShouldBe(0, output);
        output.ShouldContain("\e[J");
        output.ShouldNotContain("\e[38");
    }

    Command AtTerminal(string environment, params string[] more)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && ProgramPath.Has("script"), "'script' makes the terminal, and this machine has none.");
        string[] arguments = ["dotnet", HostProgram.Assembly, .. RunningInstance.HostArguments(server, directory["data"], Nodes.PortBase()), .. more];
        return Cli.Wrap("script").WithArguments(
            ["--quiet", "--flush", "--return", "--command", $"stty cols 100 rows 40; exec env {environment} {string.Join(' ', arguments)}", "/dev/null"]);
    }
}
