using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Documents;

/// <summary>Whatever the code can say is found in docs/operations.md.</summary>
public sealed partial class OperationsTests
{
    static readonly string Page = Regex.Replace(File.ReadAllText(Path.Combine(Root(), "docs", "operations.md")), @"\s+", " ");

    [Fact]
    public void Every_repair_has_a_line() => Enum.GetNames<RepairKind>().Where(name => !Page.Contains($"| `{name}` |", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Every_state_of_the_topology_has_a_line() =>
        Enum.GetNames<TopologyHealth>().Where(name => !Page.Contains($"| `{name.ToLowerInvariant()}` |", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Every_state_of_a_thread_has_a_line() => Enum.GetNames<ReplicaThreadState>()
        .Where(name => !Page.Contains($"| `{char.ToLowerInvariant(name[0])}{name[1..]}` |", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Every_log_record_has_its_event() =>
        Records().Where(id => !Regex.IsMatch(Page, $@"\| (\d+, )*{id}(, \d+)* \|")).ShouldBeEmpty();

    /// <summary>The words of each sentence between its inserted values; one of them, of some length, stands in the page.</summary>
    [Fact]
    public void Every_refusal_and_every_decision_of_the_planner_has_a_line()
    {
        var sentences = Sentences().ToArray();

        sentences.Length.ShouldBeGreaterThan(15);
        sentences.Where(sentence => !Fragments(sentence).Any(fragment => Page.Contains(fragment, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    static IEnumerable<string> Records() => LogMessage().Matches(File.ReadAllText(Path.Combine(Root(), "src", "Replication", "Log.cs"))).Select(match => match.Groups[1].Value);

    static IEnumerable<string> Sentences() =>
        from file in Directory.GetFiles(Path.Combine(Root(), "src", "Replication", "Wiring"), "*.cs")
        from Match made in Made().Matches(File.ReadAllText(file))
        where made.Groups[1].Value.Contains("$\"", StringComparison.Ordinal)
        select made.Groups[1].Value;

    /// <summary>Three words in a row, which no inserted value parts.</summary>
    static IEnumerable<string> Fragments(string made) =>
        from part in Regex.Split(made, @"[{}""();:]|`")
        let words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        from start in Enumerable.Range(0, Math.Max(0, words.Length - 2))
        let fragment = string.Join(' ', words.Skip(start).Take(3))
        where fragment.Length >= 11
        select fragment;

    [GeneratedRegex(@"new (?:Refusal|Decision)\(((?:(?!\);|new Refusal|new Decision).)*)", RegexOptions.Singleline)]
    private static partial Regex Made();

    [GeneratedRegex(@"\[LoggerMessage\((\d+),")]
    private static partial Regex LogMessage();

    static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
