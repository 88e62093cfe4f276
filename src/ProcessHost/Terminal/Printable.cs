namespace DualMaster.ProcessHost;

/// <summary>Text of servers and files, made harmless for a terminal: an error message quotes what users wrote, escape sequences too.</summary>
static class Printable
{
    public static string Text(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)) : text;
}
