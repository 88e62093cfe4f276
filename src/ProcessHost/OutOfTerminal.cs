using CliWrap;

namespace DualMaster.ProcessHost;

/// <summary>
/// A program that the terminal cannot end. A Ctrl+C, or the end of the terminal, reaches every process in it; what must outlast the
/// others, or is ended by this program anyway, is started so that it does not hear of it.
/// </summary>
static class OutOfTerminal
{
    // What a shell ignores stays ignored in the program that takes its place.
    const string IgnoringTheTerminal = "trap '' INT HUP; exec \"$@\"";

    /// <summary>The command that starts it; reports the exit code instead of throwing.</summary>
    public static Command Command(string program, IEnumerable<string> arguments) => Cli.Wrap("/bin/sh")
        .WithArguments(["-c", IgnoringTheTerminal, "sh", program, .. arguments])
        .WithValidation(CommandResultValidation.None);
}
