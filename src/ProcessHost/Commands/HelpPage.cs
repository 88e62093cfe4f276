using System.CommandLine;
using System.CommandLine.Invocation;

namespace DualMaster.ProcessHost;

/// <summary>The help of a command: what it does, its options in groups, and what else there is to know.</summary>
/// <param name="usage">How it is called.</param>
/// <param name="summary">What it does.</param>
/// <param name="groups">Its options, each group under a heading.</param>
/// <param name="more">What comes below, headings and text as they are shown.</param>
sealed class HelpPage(string usage, string summary, IReadOnlyList<(string Heading, IReadOnlyList<Option> Options)> groups, string more) : SynchronousCommandLineAction
{
    const int Indent = 20;
    const int Width = 100;

    /// <summary>Makes it what <c>--help</c> shows of a command.</summary>
    public static void Of(Command command, HelpPage page)
    {
        if (command.Options.OfType<System.CommandLine.Help.HelpOption>().FirstOrDefault() is { } own)
            own.Action = page;
        else
            command.Add(new System.CommandLine.Help.HelpOption { Action = page });
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine($"{summary}\n\nUsage\n  {usage}");
        foreach (var (heading, options) in groups)
            output.WriteLine($"\n{heading}\n{string.Join('\n', options.Select(Line))}");
        if (more.Length > 0)
            output.WriteLine($"\n{more}");
        return 0;
    }

    static string Line(Option option)
    {
        var name = $"  {string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Append(option.Name))} {option.HelpName}".TrimEnd();
        var lines = new List<string>();
        var line = name.PadRight(Indent);
        if (name.Length >= Indent)
        {
            lines.Add(name);
            line = new string(' ', Indent);
        }

        foreach (var word in (option.Description ?? "").Split(' '))
        {
            if (line.Length + word.Length > Width)
            {
                lines.Add(line.TrimEnd());
                line = new string(' ', Indent);
            }

            line += word + " ";
        }

        lines.Add(line.TrimEnd());
        return string.Join('\n', lines);
    }
}
