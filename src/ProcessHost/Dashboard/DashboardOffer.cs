namespace DualMaster.ProcessHost;

/// <summary>What a look at this machine found of dashboards.</summary>
/// <param name="Ready">One that can be started now.</param>
/// <param name="ObtainAsync">Obtains one, with lines on the progress; throws a <see cref="HostException"/> when it cannot be had.</param>
/// <param name="Remarks">What is worth knowing about the look, a sentence each.</param>
sealed record DashboardOffer(
    DashboardBundle? Ready, Func<Action<string>, CancellationToken, Task<DashboardBundle>>? ObtainAsync, IReadOnlyList<string> Remarks)
{
    /// <summary>Whether there is one, or may be soon.</summary>
    public bool Exists => Ready is not null || ObtainAsync is not null;

    /// <summary>No dashboard, and why.</summary>
    public static DashboardOffer None(params IReadOnlyList<string> remarks) => new(null, null, remarks);
}
