using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DualMaster.Replication.Servers;

/// <summary>A server's version as it says it itself.</summary>
/// <param name="Family">The family it belongs to.</param>
/// <param name="Number">Major, minor and patch number.</param>
public sealed partial record ServerVersion(ServerFamily Family, Version Number)
{
    /// <summary>Reads what <c>SELECT VERSION()</c> or <c>mysqld --version</c> prints.</summary>
    /// <param name="text">
    /// For example <c>9.7.4-2</c>, <c>10.11.19-MariaDB-log</c>, or
    /// <c>mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))</c>.
    /// </param>
    /// <param name="version">The version, when the text holds one.</param>
    /// <returns>Whether the text holds one.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ServerVersion? version)
    {
        version = null;
        if (text is null || ThreeNumbers().Match(text) is not { Success: true } match)
            return false;

        var number = new Version(Part(1), Part(2), Part(3));
        var family = text.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) ? ServerFamily.MariaDb
            : number >= new Version(8, 4) ? ServerFamily.Current
            : ServerFamily.Classic;
        version = new ServerVersion(family, number);
        return true;

        int Part(int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The numbers, with the family in any case.</summary>
    public string Product => Family == ServerFamily.MariaDb ? ToString() : $"MySQL {Number}";

    /// <summary>The numbers, with the family where it is not MySQL.</summary>
    public override string ToString() => Family == ServerFamily.MariaDb ? $"MariaDB {Number}" : Number.ToString();

    [GeneratedRegex(@"(?:(?<=\bVer )|^(?:5\.5\.5-)?)(\d{1,3})\.(\d{1,3})\.(\d{1,5})")]
    private static partial Regex ThreeNumbers();
}
