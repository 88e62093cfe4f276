using System.Text.RegularExpressions;

namespace DualMaster.ProcessHost;

/// <summary>Reads both formats of sources.list(5).</summary>
static partial class AptSourceParser
{
    static readonly char[] Blank = [' ', '\t', '\n', '\r'];

    /// <summary>One entry a line: <c>deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] http://host/debian bookworm main contrib</c>.</summary>
    public static IEnumerable<AptSource> OneLine(string text) =>
        from line in text.Split('\n')
        let match = Entry().Match(line)
        where match.Success
        let words = match.Groups["rest"].Value.Split('#')[0].Split(Blank, StringSplitOptions.RemoveEmptyEntries)
        where words.Length >= 2
        select new AptSource(words[0], words[1], words[2..], SignedByOption(match.Groups["options"].Value));

    /// <summary>Stanzas of fields (deb822): <c>Types: deb</c>, <c>URIs:</c>, <c>Suites:</c>, <c>Components:</c>, <c>Signed-By:</c>, <c>Enabled: no</c>.</summary>
    public static IEnumerable<AptSource> Stanzas(string text)
    {
        foreach (var fields in BlankLine().Split(text.ReplaceLineEndings("\n")).Select(Fields))
        {
            if (!Words("Types").Contains("deb") || Words("Enabled").Contains("no", StringComparer.OrdinalIgnoreCase))
                continue;
            // A key may also stand in the field itself, over many lines; then there is no keyring to name.
            var keyring = Words("Signed-By") is [var only] ? only : null;
            foreach (var uri in Words("URIs"))
                foreach (var suite in Words("Suites"))
                    yield return new AptSource(uri, suite, Words("Components"), keyring);

            string[] Words(string field) =>
                fields.TryGetValue(field, out var value) ? value.Split(Blank, StringSplitOptions.RemoveEmptyEntries) : [];
        }
    }

    static Dictionary<string, string> Fields(string stanza)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var last = "";
        foreach (var line in stanza.Split('\n').Where(line => !line.StartsWith('#')))
        {
            if (line.StartsWith(' ') || line.StartsWith('\t'))
                fields[last] = fields.GetValueOrDefault(last) + "\n" + line;
            else if (line.Split(':', 2) is [var name, var value])
                fields[last = name.Trim()] = value;
        }

        return fields;
    }

    static string? SignedByOption(string options) =>
        options.Split(Blank, StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(option => option.StartsWith("signed-by=", StringComparison.OrdinalIgnoreCase))?["signed-by=".Length..];

    [GeneratedRegex(@"^\s*deb\s+(\[(?<options>[^\]]*)\]\s*)?(?<rest>.*)$")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\n[ \t]*\n")]
    private static partial Regex BlankLine();
}
