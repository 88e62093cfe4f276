using DualMaster.Replication.Presentation;
using DualMaster.Replication.Watching;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DualMaster.ProcessHost;

/// <summary>Draws what is known of nodes and links, what is wrong, and how it is mended, into the width that there is.</summary>
/// <param name="status">What the initializer says.</param>
/// <param name="troubles">What is wrong.</param>
/// <param name="phases">What the host knows of its servers; empty when it is another process's.</param>
sealed class StatusView(TopologyStatus status, IReadOnlyList<Trouble> troubles, IReadOnlyDictionary<string, NodeServerPhase> phases) : Renderable
{
    // Below these widths a table would not fit: the role can be had from the links, the address from the port base.
    const int WidthWithRole = 56;
    const int WidthWithAddress = 46;
    const int TroubleLines = 3;
    const int Natural = 1000;

    /// <summary>Lines below everything else.</summary>
    public IReadOnlyList<string> Footer { get; init; } = [];

    /// <summary>Whether it has to fit a window: links that run give way, and texts are cut short; how a trouble is mended never is.</summary>
    public bool Fits { get; init; }

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var nodes = Lines(Nodes(maxWidth), options, maxWidth);
        var below = SegmentLines.Of(Below(maxWidth), options, maxWidth);
        // Header, rule, two empty lines, and one for what is said above.
        var room = Fits ? Math.Max(1, options.ConsoleSize.Height - nodes.Count - below.Count - 5) : int.MaxValue;
        var links = Lines(Links(maxWidth, room), options, maxWidth);
        IRenderable all = new SegmentLines([.. nodes, [], .. links, [], .. below]);
        return all.Render(options, maxWidth).Append(Segment.LineBreak);
    }

    Table Nodes(int width)
    {
        var columns = width >= WidthWithRole ? new[] { "node", "role", "address", "state" } : width >= WidthWithAddress ? ["node", "address", "state"] : ["node", "state"];
        var table = Titled(columns);
        foreach (var node in status.Nodes)
            table.AddRow(columns.Select(column => column switch
            {
                "node" => Cell(node.Name),
                "role" => Cell(node.Role),
                "address" => Cell(node.Address),
                _ => State(node),
            }));
        return table;
    }

    Table Links(int width, int room)
    {
        var table = width >= WidthWithRole ? Titled("link", "IO thread", "SQL thread", "lag") : Titled("link", "IO", "SQL", "lag");
        var shown = status.Links.Count <= room ? status.Links : [.. status.Links.OrderBy(Runs).Take(Math.Max(0, room - 1))];
        foreach (var link in shown)
            table.AddRow(Cell($"{link.Source} → {link.Replica}"), Thread(link, link.Io), Thread(link, link.Sql), Lag(link));
        if (shown.Count < status.Links.Count)
        {
            var rest = status.Links.Except(shown).ToArray();
            table.AddRow(Coloured("grey", $"… {rest.Length} more{(rest.All(Runs) ? " run" : "")}"), Cell(""), Cell(""), Cell(""));
        }

        return table;
    }

    Rows Below(int width)
    {
        var marked = new Grid { Expand = false }.AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(1)).AddColumn(new GridColumn().PadLeft(0).PadRight(0));
        foreach (var trouble in troubles)
        {
            marked.AddRow(Coloured("red", "✗"), Coloured("red", Short(trouble.What, width)));
            marked.AddRow(Coloured("yellow", "→"), Cell(trouble.Remedy));
        }

        IRenderable[] parts =
        [
            State(),
            .. troubles.Count > 0 ? [marked] : Array.Empty<IRenderable>(),
            .. status.Notes.Where(note => !note.EndsWith("paused by an operator.", StringComparison.Ordinal)).Select(note => Coloured("grey", note)),
            .. Footer.Select(line => Cell(line)),
        ];
        return new Rows(parts);
    }

    Markup State()
    {
        var colour = status.State switch { TopologyHealth.Proved => "green", TopologyHealth.Degraded or TopologyHealth.Refused => "red", _ => "yellow" };
        var observes = status.Acting || status.State == TopologyHealth.Waiting ? "" : ": another initializer acts, this one only observes";
        return Coloured(colour, Words.Health(status.State) + observes);
    }

    Markup State(NodeStatus node) => phases.GetValueOrDefault(node.Name, NodeServerPhase.Running) switch
    {
        _ when status.Copies.FirstOrDefault(copy => copy.Node == node.Name) is { } copy => Coloured("yellow", Words.Copy(copy)),
        NodeServerPhase.Starting => Coloured("yellow", "starting"),
        NodeServerPhase.Restarting => Coloured("red", "restarting"),
        NodeServerPhase.Stopped => status.State == TopologyHealth.Waiting ? Coloured("yellow", "starting") : Coloured("red", "stopped"),
        _ when !node.Reachable && phases.ContainsKey(node.Name) && status.State == TopologyHealth.Waiting => Coloured("yellow", "started"),
        _ when !node.Reachable => Coloured("red", "unreachable"),
        _ => Coloured("green", NodePresentation.What(node)),
    };

    Markup Thread(LinkStatus link, string state) => Coloured(
        state switch
        {
            "running" => "green",
            "connecting" or "notConfigured" => "yellow",
            UnaskedStatus.Unknown => "grey",
            "unreachable" when status.State == TopologyHealth.Waiting => "grey",
            _ => link.Desired == "paused" ? "yellow" : "red",
        },
        link.Desired == "paused" && state == "stopped" ? "paused" : Words.Thread(state));

    // Both threads of a link that delivers nothing may run, and nothing else in its row says so.
    static Markup Lag(LinkStatus link) => link.Delivers == false ? Coloured("red", Words.Lag(link.LagSeconds)) : Cell(Words.Lag(link.LagSeconds));

    static bool Runs(LinkStatus link) => link is { Io: "running", Sql: "running", Delivers: not false };

    string Short(string text, int width)
    {
        var longest = Math.Max(20, (TroubleLines * (width - 2)) - 10);
        return Fits && text.Length > longest ? text[..longest] + "…" : text;
    }

    static Table Titled(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Markup($"[bold]{column}[/]")) { NoWrap = true });
        return table;
    }

    // At its natural width and then cut off: squeezed into less, Spectre lets whole columns vanish. Without the empty lines above and below.
    static List<SegmentLine> Lines(Table table, RenderOptions options, int width) =>
        [.. SegmentLines.Of(table, options, Natural).Where(line => line.Count > 0).Select(line => SegmentLines.Cut(line, width))];

    static Markup Cell(string text) => new(Markup.Escape(Printable.Text(text)));

    static Markup Coloured(string colour, string text) => new($"[{colour}]{Markup.Escape(Printable.Text(text))}[/]");
}
