namespace DualMaster.ProcessHost;

/// <summary>Lines for a shell that call <c>./run</c> again, as the person at the terminal called it.</summary>
/// <param name="data">The data directory as it was given.</param>
sealed class ShellLine(string data)
{
    // The script says how it was called.
    static readonly string Program = Environment.GetEnvironmentVariable("DUALMASTER_COMMAND") is { Length: > 0 } called ? called : "./run";

    // The script looks beside itself unless it is told otherwise.
    string Option => Path.GetFullPath(data) == Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Program) ?? "", ".dualmaster")) ? "" : $" --data {Quoted(data)}";

    /// <summary>The line for a command.</summary>
    /// <param name="command">Its name, for example <c>logs</c>.</param>
    /// <param name="rest">What follows.</param>
    public string For(string command, string rest = "") => $"{Program} {command}{Option}{(rest.Length > 0 ? " " : "")}{rest}";

    /// <summary>The line that runs a statement on a node.</summary>
    public string Statement(string node, string sql) => For("mysql", $"{node} -- -e \"{sql}\"");

    static string Quoted(string text) => text.All(character => char.IsAsciiLetterOrDigit(character) || "._-/~".Contains(character)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
