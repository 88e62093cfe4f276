using Spectre.Console.Rendering;

namespace DualMaster.ProcessHost;

/// <summary>Lines as they are, without a line break behind the last.</summary>
/// <param name="lines">The lines.</param>
sealed class SegmentLines(IReadOnlyList<SegmentLine> lines) : Renderable
{
    /// <summary>The lines that something makes at a width, without blanks at their ends.</summary>
    public static List<SegmentLine> Of(IRenderable renderable, RenderOptions options, int width) =>
        [.. Segment.SplitLines(renderable.Render(options, width)).Select(WithoutBlanksAtTheEnd)];

    /// <summary>A line that is cut off where it is wider than that.</summary>
    public static SegmentLine Cut(SegmentLine line, int width)
    {
        if (line.CellCount() <= width)
            return line;

        var cut = new SegmentLine();
        var left = width - 1;
        foreach (var segment in line.TakeWhile(_ => left > 0))
        {
            cut.Add(segment.CellCount() <= left ? segment : segment.Split(left).First);
            left -= segment.CellCount();
        }

        cut.Add(new Segment("…"));
        return cut;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        for (var index = 0; index < lines.Count; index++)
        {
            if (index > 0)
                yield return Segment.LineBreak;
            foreach (var segment in lines[index])
                yield return segment;
        }
    }

    static SegmentLine WithoutBlanksAtTheEnd(SegmentLine line)
    {
        // No list pattern and no index from the end: they would take its Length, which counts cells, not segments.
        while (line.LastOrDefault() is { } last && (last.Text.Length == 0 || char.IsWhiteSpace(last.Text[^1])))
        {
            line.RemoveAt(line.Count - 1);
            if (last.Text.TrimEnd() is { Length: > 0 } kept)
                line.Add(new Segment(kept, last.Style, last.Link));
        }

        return line;
    }
}
