namespace DualMaster.ProcessHost;

/// <summary>A dashboard on this machine that can be started.</summary>
/// <param name="Version">Of which Aspire it is.</param>
/// <param name="Program">Its program; the files of its pages lie beside it.</param>
sealed record DashboardBundle(Version Version, string Program)
{
    /// <summary>Name of the program; by it a dashboard that was left behind is recognised.</summary>
    public const string ProgramName = "aspire-managed";

    /// <summary>The series that is spoken here: variables and command line of the dashboard are Aspire's own affair, and may be others in the next.</summary>
    public static readonly Version Series = new(13, 5);

    /// <summary>Whether a version belongs to that series.</summary>
    public static bool Fits(Version version) => (version.Major, version.Minor) == (Series.Major, Series.Minor);
}
