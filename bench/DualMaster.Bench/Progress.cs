namespace DualMaster.Bench;

/// <summary>What is said beside the report, so that standard output is the report alone.</summary>
static class Progress
{
    /// <summary>Says one line.</summary>
    public static void Say(FormattableString line) => Console.Error.WriteLine(FormattableString.Invariant(line));
}
