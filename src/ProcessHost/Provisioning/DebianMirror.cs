namespace DualMaster.ProcessHost;

/// <summary>The mirror of the Debian archive that this machine uses.</summary>
/// <param name="Uri">Its address.</param>
/// <param name="Keyring">The Debian archive's keyring; null when only the keys that apt trusts anyway are there.</param>
sealed record DebianMirror(string Uri, string? Keyring)
{
    // debian-archive-keyring puts the keys here; its name ends in .pgp from Debian 13 on.
    static readonly string[] Keyrings = ["/usr/share/keyrings/debian-archive-keyring.pgp", "/usr/share/keyrings/debian-archive-keyring.gpg"];

    static readonly string[] Suites =
        ["sid", "unstable", "testing", "stable", "oldstable", "oldoldstable", "bullseye", "bookworm", "trixie", "forky", "duke"];

    static readonly string[] SameArchive = ["-updates", "-backports", "-proposed-updates", "-security"];

    /// <summary>The mirror that the machine's apt configuration names, or null when it knows no Debian archive.</summary>
    /// <param name="configuration">For example <c>/etc/apt</c>.</param>
    public static DebianMirror? Find(string configuration) =>
        Choose(Sources(configuration)) is { } source
            // The whole keyring before the entry's own: that may be the key of one release, which did not sign sid.
            ? new DebianMirror(source.Uri, Keyrings.FirstOrDefault(File.Exists) ?? (IsDebianKeyring(source.SignedBy) ? source.SignedBy : null))
            : null;

    /// <summary>The suites that the machine itself is made of, with their updates, each once.</summary>
    /// <param name="configuration">For example <c>/etc/apt</c>.</param>
    public static IEnumerable<AptSource> OwnSuites(string configuration) => OwnSuites(Sources(configuration));

    /// <inheritdoc cref="OwnSuites(string)"/>
    public static IEnumerable<AptSource> OwnSuites(IEnumerable<AptSource> sources) =>
        from source in sources
        where source.Components.Contains("main") && (IsSecurity(source) ? IsDebianSuite(source.Suite) : IsOfArchive(source))
        group source by (source.Uri, source.Suite) into same
        select same.First();

    /// <summary>The first entry that says itself that Debian signs it; else the first that looks like the archive: what comes from it must be signed anyway.</summary>
    public static AptSource? Choose(IEnumerable<AptSource> sources)
    {
        var candidates = sources.Where(source => IsDebianSuite(source.Suite) && source.Components.Contains("main") && !IsSecurity(source)).ToArray();
        return candidates.FirstOrDefault(source => IsDebianKeyring(source.SignedBy))
            ?? candidates.FirstOrDefault(source => source.SignedBy is null && LooksLikeTheArchive(source.Uri));
    }

    static bool IsOfArchive(AptSource source) =>
        IsDebianSuite(source.Suite) && (IsDebianKeyring(source.SignedBy) || (source.SignedBy is null && LooksLikeTheArchive(source.Uri)));

    static IEnumerable<AptSource> Sources(string configuration)
    {
        var parts = Path.Combine(configuration, "sources.list.d");
        var more = Directory.Exists(parts) ? Directory.GetFiles(parts) : [];
        foreach (var file in more.Order(StringComparer.Ordinal).Prepend(Path.Combine(configuration, "sources.list")).Where(File.Exists))
            foreach (var source in Path.GetExtension(file) switch
            {
                ".list" => AptSourceParser.OneLine(File.ReadAllText(file)),
                ".sources" => AptSourceParser.Stanzas(File.ReadAllText(file)),
                _ => [],
            })
                yield return source;
    }

    static bool IsDebianSuite(string suite) =>
        Suites.Contains(SameArchive.Aggregate(suite, (name, end) => name.EndsWith(end, StringComparison.Ordinal) ? name[..^end.Length] : name));

    static bool IsSecurity(AptSource source) => source.Uri.TrimEnd('/').EndsWith("debian-security", StringComparison.Ordinal);

    static bool IsDebianKeyring(string? keyring) =>
        keyring is not null && Path.GetFileName(keyring).StartsWith("debian-archive-", StringComparison.Ordinal);

    // A mirror ends in /debian; Debian's cloud images name a list of mirrors instead: mirror+file:///etc/apt/mirrors/debian.list.
    static bool LooksLikeTheArchive(string uri) => uri.TrimEnd('/').Split('/')[^1] is "debian" or "debian.list" && !uri.StartsWith("cdrom:", StringComparison.Ordinal);
}
