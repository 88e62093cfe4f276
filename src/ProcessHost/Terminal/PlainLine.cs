using Spectre.Console.Rendering;

namespace DualMaster.ProcessHost;

/// <summary>A line that only the terminal breaks, so that a command or a path in it can be copied whole.</summary>
/// <param name="text">The line.</param>
sealed class PlainLine(string text) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [new Segment(Printable.Text(text)), Segment.LineBreak];
}
