using System.Globalization;
using DualMaster.Replication.Watching;
using Spectre.Console;

namespace DualMaster.ProcessHost;

/// <summary>Draws what the initializer says of nodes and links.</summary>
static class StatusTables
{
    public static void Write(IAnsiConsole console, TopologyStatus status)
    {
        console.Write(Nodes(status));
        console.Write(Links(status));
        foreach (var link in status.Links.Where(link => link.LastError is not null))
            console.MarkupLineInterpolated($"[red]{link.Source} → {link.Replica}:[/] {link.LastError!}");
        foreach (var note in status.Notes)
            console.MarkupLineInterpolated($"[grey]{note}[/]");
    }

    static Table Nodes(TopologyStatus status)
    {
        var table = Titled("node", "role", "address", "state");
        foreach (var node in status.Nodes)
            table.AddRow(Cell(node.Name), Cell(node.Role), Cell(node.Address), State(node));
        return table;
    }

    static Table Links(TopologyStatus status)
    {
        var table = Titled("link", "io", "sql", "lag");
        foreach (var link in status.Links)
            table.AddRow(Cell($"{link.Source} → {link.Replica}"), Thread(link.Io), Thread(link.Sql), Cell(Lag(link.LagSeconds)));
        return table;
    }

    static Table Titled(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column) { NoWrap = true });
        return table;
    }

    static Markup State(NodeStatus node) =>
        !node.Reachable ? Coloured("red", "unreachable")
        : node.ReadOnly is { } readOnly ? Coloured("green", $"{node.Version ?? "up"}, {(readOnly ? "read-only" : "writable")}")
        : Coloured("green", node.Version ?? "up");

    static Markup Thread(string state) => Coloured(state == "running" ? "green" : state == "connecting" ? "yellow" : "red", state);

    static string Lag(double? seconds) => seconds is { } known ? $"{known.ToString("0.00", CultureInfo.InvariantCulture)} s" : "unknown";

    static Markup Cell(string text) => new(Markup.Escape(text));

    static Markup Coloured(string colour, string text) => new($"[{colour}]{Markup.Escape(text)}[/]");
}
