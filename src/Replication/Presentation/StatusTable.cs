using DualMaster.Replication.Watching;

namespace DualMaster.Replication.Presentation;

/// <summary>The status as a text with tables, in Markdown.</summary>
public static class StatusTable
{
    /// <summary>State, nodes, links and what is to be done.</summary>
    /// <param name="status">What the last round found.</param>
    /// <param name="lagLimit">The lag beyond which a link is lagging.</param>
    public static string Of(TopologyStatus status, Func<LinkStatus, TimeSpan> lagLimit)
    {
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(lagLimit);
        return string.Join('\n',
        [
            $"**{Words.Health(status.State)}**", "",
            "| node | role | address | state |", "|---|---|---|---|",
            .. status.Nodes.Select(node => Row(node.Name, node.Role, node.Address, node.Reachable ? NodePresentation.What(node) : NodePresentation.Of(node).Text)),
            "",
            "| link | state | receiver | applier | lag |", "|---|---|---|---|---|",
            .. status.Links.Select(link => Row(
                link.ToString(), LinkPresentation.Of(link, lagLimit(link)).State, Words.Thread(link.Receiver.State), Words.Thread(link.Applier.State), LinkPresentation.Lag(link))),
            .. List("What is wrong", status.Refusals.Concat(status.Reasons)),
            .. List("To decide", status.Decisions.Select(decision => $"{decision.Finding} `{decision.Command}`")),
            .. List("Notes", status.Notes),
        ]);
    }

    static IEnumerable<string> List(string title, IEnumerable<string> lines) =>
        lines.Select(line => $"- {Escaped(line)}").ToArray() is { Length: > 0 } items ? ["", $"**{title}**", "", .. items] : [];

    static string Row(params string[] cells) => $"| {string.Join(" | ", cells.Select(Escaped))} |";

    // Errors quote what users wrote, which may hold anything.
    static string Escaped(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
