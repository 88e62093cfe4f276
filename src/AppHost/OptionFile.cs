using System.Text.RegularExpressions;

namespace DualMaster.AppHost;

/// <summary>MySQL's option files, as far as they are about the server. https://dev.mysql.com/doc/refman/9.7/en/option-files.html</summary>
static partial class OptionFile
{
    static readonly string[] ServerGroups = ["mysqld", "server"];

    /// <summary>Reads all <c>.cnf</c> files of a directory in the order of their names; the last one to name an option wins.</summary>
    /// <param name="directory">The directory; none, and one that does not exist, hold no files.</param>
    /// <returns>By name as <c>ServerOption.Name</c> has it, the arguments that say the same.</returns>
    /// <exception cref="DistributedApplicationException">A line cannot be carried over.</exception>
    public static IReadOnlyDictionary<string, string> ReadAll(string? directory)
    {
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (Directory.Exists(directory))
            foreach (var file in Directory.EnumerateFiles(directory, "*.cnf").Order(StringComparer.Ordinal))
                foreach (var (name, argument) in Read(file))
                    options[name] = argument;
        return options;
    }

    static IEnumerable<(string Name, string Argument)> Read(string file)
    {
        var group = "";
        foreach (var (index, line) in File.ReadLines(file).Index())
        {
            var text = Comment().Replace(line, "").Trim();
            if (text.StartsWith('!'))
                throw new DistributedApplicationException($"{file} has '{text}' in line {index + 1}; expected options only, because each becomes an argument of its server; put those of the other file here.");
            if (text.StartsWith('['))
                group = text.Trim('[', ']').Trim();
            else if (text.Length > 0 && ServerGroups.Contains(group))
                yield return Option(text);
        }
    }

    static (string Name, string Argument) Option(string text)
    {
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        var name = parts[0].Replace('-', '_');
        var value = parts.Length == 1 ? "" : $"={Quotes().Replace(parts[1], "$2")}";
        return (name, $"--{name.Replace('_', '-')}{value}");
    }

    // "# …" and "; …" at the start of a line, "# …" also after an option.
    [GeneratedRegex(@"^\s*[#;].*$|\s#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("""^(["'])(.*)\1$""")]
    private static partial Regex Quotes();
}
