using System.Globalization;
using System.Reflection;
using System.Text;

namespace DualMaster.Bench;

/// <summary>What was found, as Markdown.</summary>
/// <param name="server">The server that was measured with.</param>
/// <param name="pairs">How often each side was measured.</param>
/// <param name="findings">One a limit.</param>
/// <param name="stages">From a limit's number to when DualMaster's lines came.</param>
sealed class Report(string server, int pairs, IReadOnlyList<Finding> findings, IReadOnlyDictionary<int, StageTimes> stages)
{
    static readonly string Built = typeof(Report).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "unknown";

    /// <summary>Whether no limit is missed.</summary>
    public bool AllHold => findings.All(finding => finding.Holds);

    /// <summary>The tables.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"MySQL {server}, {Environment.ProcessorCount} cores, load {Load()}, {Built} build, {pairs} pairs; medians (least–most), ratios pair by pair.");
        text.AppendLine();
        text.AppendLine("| # | what | DualMaster | by hand | ratio | limit | holds |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var finding in findings.OrderBy(finding => finding.Number))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {finding.Number} | {finding.What} | {finding.Ours} | {finding.ByHand} | {finding.Ratio} | {finding.Limit} | {(finding.Holds ? "yes" : "**no**")} |");
        if (stages.Count == 0)
            return text.ToString();

        text.AppendLine();
        text.AppendLine("Where DualMaster's time goes, seconds since its process was started:");
        text.AppendLine();
        text.AppendLine("| # | servers being started | all answer | proved | ended |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var (number, times) in stages.OrderBy(entry => entry.Key))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {number} | {times.Of(run => run.Starting)} | {times.Of(run => run.Answering)} | {times.Of(run => run.Proved)} | {times.Of(run => run.Ended)} |");
        return text.ToString();
    }

    // "0.52 1.10 0.98 2/345 6789": the mean of the last minute tells whether the machine was busy with something else.
    static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
