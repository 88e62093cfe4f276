using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Copying;

/// <summary>Judges by what a server knows of transactions whether the position of its copy can be set: only while nobody else wrote there.</summary>
static class CopiedPosition
{
    /// <summary>Passes while the server knows of none.</summary>
    /// <param name="known">What it logged and what it applied, as the server writes it.</param>
    /// <param name="node">Its node.</param>
    /// <exception cref="CopyException">Somebody wrote there.</exception>
    public static void ShouldBeUntouched((string Logged, string Applied) known, string node)
    {
        if (known.Logged.Length > 0 || known.Applied.Length > 0)
            throw Touched(known, node);
    }

    /// <summary>Whether it was set already; what was written since is written to a whole copy.</summary>
    /// <param name="known">What the server logged and what it applied, as it writes it; of MySQL the first is all.</param>
    /// <param name="position">That of the copy, as the server writes it.</param>
    /// <param name="family">How that is read.</param>
    /// <param name="node">Its node.</param>
    /// <exception cref="CopyException">Somebody wrote there before.</exception>
    public static bool IsTaken((string Logged, string Applied) known, string position, ServerFamily family, string node)
    {
        var isMariaDb = family == ServerFamily.MariaDb;
        Func<string, GtidSet> parse = isMariaDb ? MariaDbGtids.Parse : GtidSet.Parse;
        var (copied, logged) = (parse(position), parse(known.Logged));
        var applied = isMariaDb ? parse(known.Applied) : logged;
        if (logged.Contains(copied) && applied.Contains(copied))
            return true;
        // MariaDB takes it in two statements.
        return applied.IsEmpty && (logged.IsEmpty || logged.Equals(copied)) ? false : throw Touched(known, node);
    }

    static CopyException Touched((string Logged, string Applied) known, string node) =>
        new($"{node} holds half a copy, and was written to before that was whole ({string.Join("; ", new[] { known.Logged, known.Applied }.Where(text => text.Length > 0))}); expected nobody to write there; save what was written, empty {node}, and it is filled anew.");
}
