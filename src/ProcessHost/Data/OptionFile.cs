using System.Text;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>The text of a server's option file.</summary>
static class OptionFile
{
    /// <summary>By which a file is known to be one of ours.</summary>
    public const string FirstLine = "# Written anew at each start by DualMaster's ProcessHost; changes made here are lost.";

    /// <summary>All options, each below its reason; a later one wins.</summary>
    public static string Text(IEnumerable<ServerOption> options)
    {
        var text = new StringBuilder($"{FirstLine}\n[mysqld]\n");
        foreach (var option in options)
            text.Append($"\n# {option.Reason}\n{option.Name}={Quoted(option.Value)}\n");
        return text.ToString();
    }

    // A '#' begins a comment even within a value, and a backslash an escape: https://dev.mysql.com/doc/refman/8.4/en/option-files.html
    static string Quoted(string value) =>
        value.All(character => char.IsAsciiLetterOrDigit(character) || "._-/:,".Contains(character))
            ? value
            : $"\"{value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
