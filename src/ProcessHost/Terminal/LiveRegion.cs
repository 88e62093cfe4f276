using Spectre.Console;
using Spectre.Console.Rendering;

namespace DualMaster.ProcessHost;

/// <summary>
/// Something at the lower end of the terminal that is drawn anew when it changes, at most once a second; all else that is written to
/// the console appears above it. Not Spectre's own live display: that one deletes the scrollback when the window gets narrower (ED 3),
/// and keeps the height that it once had.
/// </summary>
sealed class LiveRegion : IRenderHook, IAsyncDisposable
{
    // Between these a terminal that knows them shows nothing half-drawn; another one ignores them.
    const string Begin = "\e[?2026h";
    const string End = "\e[?2026l";
    const string EraseBelow = "\e[J";

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    readonly IAnsiConsole console;
    readonly IRenderable content;
    readonly CancellationTokenSource ending = new();
    readonly Task refreshing;
    IReadOnlyList<int> widths = [];
    string drawn = "";

    LiveRegion(IAnsiConsole console, IRenderable content, TimeProvider time)
    {
        this.console = console;
        this.content = content;
        console.Cursor.Hide();
        console.Pipeline.Attach(this);
        Refresh();
        refreshing = RefreshAsync(new PeriodicTimer(Interval, time));
    }

    /// <summary>Draws it and keeps it up to date until it is disposed, which removes it.</summary>
    public static LiveRegion Start(IAnsiConsole console, IRenderable content, TimeProvider time) => new(console, content, time);

    /// <summary>Draws it now.</summary>
    public void Refresh() => console.Write(new SegmentLines([]));

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables)
    {
        yield return new ControlCode(Begin + ToTop(options.ConsoleSize.Width) + EraseBelow);
        foreach (var renderable in renderables)
            yield return renderable;

        var lines = Lines(options);
        widths = [.. lines.Select(line => line.CellCount())];
        drawn = Text(lines);
        yield return new SegmentLines(lines);
        yield return new ControlCode(End);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (ending.IsCancellationRequested)
            return;
        await ending.CancelAsync();
        await refreshing;
        console.Pipeline.Detach(this);
        console.Write(new ControlCode(ToTop(console.Profile.Width) + EraseBelow));
        console.Cursor.Show();
        ending.Dispose();
    }

    async Task RefreshAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(ending.Token))
                    if (Text(Lines(RenderOptions.Create(console, console.Profile.Capabilities))) != drawn)
                        Refresh();
            }
            catch (OperationCanceledException)
            {
                // It is disposed.
            }
        }
    }

    List<SegmentLine> Lines(RenderOptions options)
    {
        var size = options.ConsoleSize;
        var lines = SegmentLines.Of(content, options, size.Width);
        // One line is left to what is said; what does not fit is cut off at the end.
        var room = Math.Max(1, size.Height - 1);
        return lines.Count <= room ? lines : [.. lines.Take(room - 1), [new Segment("…")]];
    }

    // A window that got narrower since has broken the lines anew.
    string ToTop(int width)
    {
        var rows = widths.Sum(line => Math.Max(1, (line + width - 1) / width));
        return rows > 1 ? $"\r\e[{rows - 1}A" : "\r";
    }

    static string Text(List<SegmentLine> lines) => string.Join('\n', lines.Select(line => string.Concat(line.Select(segment => segment.Text))));
}
