using CliWrap;

namespace DualMaster.ProcessHost;

/// <summary>
/// A program that runs beside what matters: it takes the processor when servers leave it, and the terminal cannot end it. A Ctrl+C, or
/// the end of the terminal, reaches every process in it; one that must outlast the others, or that this program ends anyway, is not
/// to hear of it.
/// </summary>
static class BackgroundProgram
{
    // What a shell ignores stays ignored in the program that takes its place.
    const string Behind = "trap '' INT HUP; command -v nice > /dev/null && set -- nice -n 10 \"$@\"; exec \"$@\"";

    /// <summary>The command that starts it; reports the exit code instead of throwing.</summary>
    public static Command Command(string program, IEnumerable<string> arguments) => Cli.Wrap("/bin/sh")
        .WithArguments(["-c", Behind, "sh", program, .. arguments])
        .WithValidation(CommandResultValidation.None);
}
