using Spectre.Console;

namespace DualMaster.ProcessHost;

/// <summary>Asks before data is deleted.</summary>
static class FreshConsent
{
    /// <summary>Names what will be deleted, and asks unless that was consented to on the command line.</summary>
    /// <exception cref="HostException">There is nobody to ask.</exception>
    public static async Task<bool> GivenAsync(IAnsiConsole console, IReadOnlyList<string> contents, bool yes, CancellationToken cancellation)
    {
        if (contents.Count == 0)
            return true;
        console.Profile.Out.Writer.WriteLine(string.Join('\n', ["--fresh deletes:", .. contents.Select(content => $"  {content}")]));
        if (yes)
            return true;
        if (Console.IsInputRedirected)
            throw new HostException("--fresh deletes data and there is nobody to ask; expected a terminal; pass --yes as well.");
        return await new ConfirmationPrompt("Delete all of it?") { DefaultValue = false }.ShowAsync(console, cancellation);
    }
}
