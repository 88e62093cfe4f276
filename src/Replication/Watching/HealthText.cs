namespace DualMaster.Replication.Watching;

/// <summary>The status in one line, for whoever sees nothing else of it.</summary>
public static class HealthText
{
    /// <summary>State, and either the lags or all that is wrong with what to do about it.</summary>
    /// <param name="status">What the last round found.</param>
    public static string Of(TopologyStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (status.State == TopologyHealth.Proved)
            return $"proved; lag {string.Join(", ", status.Links.Select(link => $"{link} {Lag(link)}"))}";

        var remedies = string.Join("; ", status.Links.SelectMany(Remedies).Distinct());
        return $"{status.State.ToString().ToLowerInvariant()}: {string.Join("; ", status.Refusals.Concat(status.Reasons))}{(remedies.Length == 0 ? "" : $". To do: {remedies}")}";
    }

    static string Lag(LinkStatus link) => string.Join(" and ", link.Lags.Select(lag =>
        lag.Seconds is { } seconds ? FormattableString.Invariant($"{seconds:0.0} s") : $"unknown ({lag.Unknown})").Distinct().DefaultIfEmpty("unknown"));

    static IEnumerable<string> Remedies(LinkStatus link) =>
        from thread in (ThreadStatus[])[link.Receiver, link.Applier]
        where thread.Remedy is not null
        select $"{link}: {thread.Remedy}";
}
