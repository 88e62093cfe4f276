using Spectre.Console;

namespace DualMaster.ProcessHost;

/// <summary>The console of this program.</summary>
static class HostConsole
{
    const int Unbroken = 1000;

    /// <summary>The terminal; or a file or pipe, whose lines nobody breaks.</summary>
    public static IAnsiConsole Create()
    {
        var console = AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = Unbroken;
        return console;
    }
}
