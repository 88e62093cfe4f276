using CliWrap;
using Shouldly;
using Spectre.Console.Testing;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>A device that is always full stands for the disk.</summary>
public sealed class FullDiskTests
{
    const string Full = "/dev/full";

    [Fact]
    public async Task A_process_whose_log_cannot_be_written_goes_on()
    {
        // More than a pipe holds: without a reader it would come to a halt.
        var command = Cli.Wrap("sh").WithArguments(["-c", "head -c 200000 /dev/zero; echo said >&2; exit 3"]).WithValidation(CommandResultValidation.None);

        var process = LoggedProcess.Launch(command, Full, TimeProvider.System);

        (await process.Exited.WaitAsync(Nodes.Token)).ShouldBe(3);
    }

    [Fact]
    public async Task What_the_host_says_is_shown_although_its_log_cannot_be_written()
    {
        using var console = new TestConsole();
        await using (var screen = new HostScreen(console, TimeProvider.System))
        {
            screen.Say("before");
            screen.OpenLog(Full);
            screen.Say("after");
        }

        console.Output.ShouldBe("before\nafter\n");
    }
}
