namespace DualMaster.ProcessHost;

/// <summary>
/// The machine's own apt with a private state below one directory: its proxies and its rules stay, and it neither reads nor
/// writes what the system has installed.
/// </summary>
sealed class AptEnvironment
{
    readonly string directory;

    AptEnvironment(string directory) => this.directory = directory;

    /// <summary>Where the packages arrive.</summary>
    public string Archives => Path.Combine(directory, "cache", "archives");

    /// <summary>What makes apt use it.</summary>
    public IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?>
    {
        // Read before everything else (apt.conf(5)), so it can say where the rest is; what it says itself may be overridden by the rest.
        ["APT_CONFIG"] = Path.Combine(directory, "apt.conf"),
        ["LC_ALL"] = "C",
        ["DEBIAN_FRONTEND"] = "noninteractive",
    };

    /// <summary>Writes it.</summary>
    /// <param name="directory">An empty directory.</param>
    /// <param name="configuration">The machine's, for example <c>/etc/apt</c>.</param>
    /// <param name="sources">Where the packages come from.</param>
    public static AptEnvironment Create(string directory, string configuration, IEnumerable<AptSource> sources)
    {
        var environment = new AptEnvironment(directory);
        var parts = Path.Combine(directory, "parts");
        foreach (var made in (string[])[parts, Path.Combine(directory, "state", "lists", "partial"), Path.Combine(environment.Archives, "partial")])
            Directory.CreateDirectory(made, FileModes.Readable);

        CopyParts(configuration, parts);
        // Nothing is installed in this state, so that every dependency down to the C library is fetched.
        File.WriteAllText(Path.Combine(directory, "state", "status"), "");
        File.WriteAllLines(Path.Combine(directory, "sources.list"), sources.Select(source => $"deb {(source.SignedBy is { } keyring ? $"[signed-by={keyring}] " : "")}{source.Uri} {source.Suite} main"));
        File.WriteAllText(Path.Combine(directory, "apt.conf"), $"Dir::Etc::Parts \"{parts}\";\nDir::Etc::Main \"{directory}/none\";\n");
        File.WriteAllText(Path.Combine(parts, "zz99dualmaster"), environment.OwnSettings());
        return environment;
    }

    // Last of the parts, so it wins. Hooks of the machine are for changes of the machine: one of them empties the system's own
    // package cache (docker-clean), and none of them may run here.
    string OwnSettings() => $"""
        #clear APT::Update::Pre-Invoke;
        #clear APT::Update::Post-Invoke;
        #clear APT::Update::Post-Invoke-Success;
        #clear DPkg::Pre-Invoke;
        #clear DPkg::Post-Invoke;
        #clear DPkg::Pre-Install-Pkgs;
        #clear APT::Default-Release;
        #clear Acquire::IndexTargets::deb::DEP-11;
        #clear Acquire::IndexTargets::deb::DEP-11-icons;
        #clear Acquire::IndexTargets::deb::DEP-11-icons-small;
        #clear Acquire::IndexTargets::deb::DEP-11-icons-large;
        #clear Acquire::IndexTargets::deb::DEP-11-icons-hidpi;
        #clear Acquire::IndexTargets::deb::DEP-11-icons-large-hidpi;
        Acquire::Languages "none";
        Acquire::Retries "3";
        APT::Install-Recommends "false";
        Debug::NoLocking "true";
        Dir::State "{directory}/state";
        Dir::State::status "{directory}/state/status";
        Dir::Cache "{directory}/cache";
        Dir::Etc::SourceList "{directory}/sources.list";
        Dir::Etc::SourceParts "-";
        Dir::Etc::Preferences "-";
        Dir::Etc::PreferencesParts "-";
        {(Environment.IsPrivilegedProcess ? "APT::Sandbox::User \"root\";" : "")}

        """;

    static void CopyParts(string configuration, string parts)
    {
        var machineParts = Path.Combine(configuration, "apt.conf.d");
        if (Directory.Exists(machineParts))
            foreach (var part in Directory.EnumerateFiles(machineParts))
                CopyReadable(part, Path.Combine(parts, Path.GetFileName(part)));
        // apt reads it after the parts, and so does this.
        CopyReadable(Path.Combine(configuration, "apt.conf"), Path.Combine(parts, "zz98main"));
    }

    static void CopyReadable(string from, string to)
    {
        try
        {
            if (File.Exists(from))
                File.Copy(from, to);
        }
        catch (UnauthorizedAccessException)
        {
            // What this account may not read apt itself would not have read either.
        }
    }
}
