using System.Text.RegularExpressions;

namespace DualMaster.Replication.Servers;

/// <summary>
/// A set of transaction identifiers, immutable: MySQL's (<c>uuid:1-5:9,uuid:tag:1</c>), or, by <see cref="MariaDbGtids"/>, MariaDB's
/// (<c>domain 1:1-5</c>). Format: https://dev.mysql.com/doc/refman/9.7/en/replication-gtids-concepts.html
/// </summary>
public sealed partial class GtidSet : IEquatable<GtidSet>
{
    // Key: the uuid in lower case (or the domain), with ':tag' behind it where there is one. Value: disjoint, ascending, never adjacent.
    readonly SortedDictionary<string, IReadOnlyList<GtidInterval>> intervalsBySource;

    GtidSet(SortedDictionary<string, IReadOnlyList<GtidInterval>> intervalsBySource) => this.intervalsBySource = intervalsBySource;

    /// <summary>The set without transactions.</summary>
    public static GtidSet Empty { get; } = new(new(StringComparer.Ordinal));

    /// <summary>Whether it holds no transaction.</summary>
    public bool IsEmpty => intervalsBySource.Count == 0;

    /// <summary>How many transactions it holds.</summary>
    public long Count => intervalsBySource.Values.Sum(intervals => intervals.Sum(interval => interval.Count));

    /// <summary>The servers it names, as <see cref="ServerState.Identity"/> does.</summary>
    public IReadOnlySet<string> Origins => intervalsBySource.Keys.Select(Origin).ToHashSet(StringComparer.Ordinal);

    /// <summary>One transaction of it: the server that committed it, with a tag where there is one, and its number there.</summary>
    /// <exception cref="InvalidOperationException">It holds none.</exception>
    internal (string Source, long Number) First => intervalsBySource.Select(entry => (entry.Key, entry.Value[0].First)).First();

    /// <summary>Everything that the named servers committed up to a number each.</summary>
    internal static GtidSet UpTo(IEnumerable<(string Origin, long Last)> positions) => From(
        from position in positions
        group position.Last by position.Origin into origin
        select (origin.Key, (IReadOnlyList<GtidInterval>)[new GtidInterval(1, origin.Max())]));

    /// <summary>Reads the text form; line breaks, as servers print them, are passed over.</summary>
    /// <param name="text">For example <c>3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7</c>; empty for the empty set.</param>
    /// <exception cref="FormatException">The text is none.</exception>
    public static GtidSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new Dictionary<string, List<GtidInterval>>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var tokens = part.Split(':', StringSplitOptions.TrimEntries);
            if (!Guid.TryParseExact(tokens[0], "D", out var uuid) || tokens.Length < 2 || !char.IsAsciiDigit(tokens[^1].FirstOrDefault()))
                throw new FormatException($"'{part}' is no GTID set; expected uuid:first-last.");

            var source = uuid.ToString("D");
            foreach (var token in tokens.Skip(1))
            {
                if (Tag().IsMatch(token))
                {
                    source = $"{uuid:D}:{token.ToLowerInvariant()}";
                    continue;
                }

                if (!found.TryGetValue(source, out var intervals))
                    found[source] = intervals = [];
                intervals.Add(GtidInterval.Parse(token));
            }
        }

        return From(found.Select(entry => (entry.Key, GtidInterval.Normalise(entry.Value))));
    }

    /// <summary>What is in either.</summary>
    /// <param name="other">Another set.</param>
    public GtidSet Union(GtidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return From(intervalsBySource.Keys.Union(other.intervalsBySource.Keys, StringComparer.Ordinal)
            .Select(source => (source, GtidInterval.Normalise([.. Of(source), .. other.Of(source)]))));
    }

    /// <summary>What is in this one and not in the other.</summary>
    /// <param name="other">Another set.</param>
    public GtidSet Except(GtidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return From(intervalsBySource.Select(entry => (entry.Key, GtidInterval.Subtract(entry.Value, other.Of(entry.Key)))));
    }

    /// <summary>Whether every transaction of the other is in this one.</summary>
    /// <param name="other">Another set.</param>
    public bool Contains(GtidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Except(this).IsEmpty;
    }

    /// <summary>The part that was first committed on the named servers.</summary>
    /// <param name="origins">Servers, as <see cref="ServerState.Identity"/> names them.</param>
    public GtidSet From(IReadOnlySet<string> origins)
    {
        ArgumentNullException.ThrowIfNull(origins);
        return From(intervalsBySource.Where(entry => origins.Contains(Origin(entry.Key))).Select(entry => (entry.Key, entry.Value)));
    }

    /// <inheritdoc/>
    public bool Equals(GtidSet? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GtidSet);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The text form, which a server takes back.</summary>
    public override string ToString() =>
        string.Join(',', intervalsBySource.Select(entry => $"{entry.Key}:{string.Join(':', entry.Value)}"));

    static GtidSet From(IEnumerable<(string Source, IReadOnlyList<GtidInterval> Intervals)> entries)
    {
        var kept = new SortedDictionary<string, IReadOnlyList<GtidInterval>>(StringComparer.Ordinal);
        foreach (var (source, intervals) in entries)
            if (intervals.Count > 0)
                kept.Add(source, intervals);
        return kept.Count == 0 && Empty is not null ? Empty : new GtidSet(kept);
    }

    // https://dev.mysql.com/doc/refman/9.7/en/replication-gtids-concepts.html: a letter or underline, then at most 31 of letters, digits, underlines.
    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,31}\z")]
    private static partial Regex Tag();

    IReadOnlyList<GtidInterval> Of(string source) => intervalsBySource.GetValueOrDefault(source, []);

    static string Origin(string source) => source.IndexOf(':', StringComparison.Ordinal) is >= 0 and var tag ? source[..tag] : source;
}
