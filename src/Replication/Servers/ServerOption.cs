namespace DualMaster.Replication.Servers;

/// <summary>One mysqld option with the reason why it is set.</summary>
/// <param name="Name">Name as in an option file, with underscores.</param>
/// <param name="Value">Its value.</param>
/// <param name="Reason">Why it is set, in one sentence.</param>
/// <param name="Source">Where the fact comes from: a manual page, or the project's own measurements.</param>
public sealed record ServerOption(string Name, string Value, string Reason, string Source)
{
    /// <summary>As a command-line argument: <c>--server-id=1</c>.</summary>
    public string ToArgument() => $"--{Name.Replace('_', '-')}={Value}";
}
