using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DualMaster.ProcessHost;

/// <summary>What the host says: lines, above live tables where there is a terminal for them, and in <c>host.log</c> as soon as there is one.</summary>
/// <param name="console">The terminal, or where it is redirected to.</param>
/// <param name="time">Dates the lines of the log.</param>
sealed class HostScreen(IAnsiConsole console, TimeProvider time) : IAsyncDisposable
{
    readonly Lock writing = new();
    readonly List<string> unwritten = [];
    StreamWriter? log;
    LiveRegion? live;

    /// <summary>Whether something is kept up to date.</summary>
    public bool IsLive => live is not null;

    /// <summary>Says a line.</summary>
    public void Say(string line)
    {
        Note(line);
        Show(line);
    }

    /// <summary>Shows a line and does not keep it: it holds a secret, or only what the log says already.</summary>
    public void Show(string line)
    {
        // Without live tables not by Spectre, which takes its time to start.
        if (live is null)
            lock (writing)
                console.Profile.Out.Writer.WriteLine(Printable.Text(line));
        else
            console.Write(new PlainLine(line));
    }

    /// <summary>Puts a line into the log only.</summary>
    public void Note(string line)
    {
        var dated = $"{time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {Printable.Text(line)}";
        lock (writing)
            if (log is null)
                unwritten.Add(dated);
            else
                Attempt(() => log.WriteLine(dated));
    }

    /// <summary>Begins the log, with what was said before; only when nobody else writes there.</summary>
    public void OpenLog(string path)
    {
        LogRotation.Rotate(path);
        lock (writing)
        {
            log = new StreamWriter(path, new FileStreamOptions
            {
                Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, UnixCreateMode = FileModes.Secret,
            }) { AutoFlush = true };
            Attempt(() => unwritten.ForEach(log.WriteLine));
            unwritten.Clear();
        }
    }

    /// <summary>Keeps something up to date below the lines, where that can be: a file, a pipe and a dumb terminal get lines only.</summary>
    /// <param name="draw">Makes it anew.</param>
    public void ShowLive(Func<IRenderable> draw)
    {
        if (console.Profile.Out.IsTerminal && console.Profile.Capabilities is { Ansi: true, Interactive: true })
            live = LiveRegion.Start(console, new Redrawn(draw), time);
    }

    /// <summary>Shows something once, where nothing is kept up to date.</summary>
    public void ShowOnce(IRenderable renderable)
    {
        if (!IsLive)
            console.Write(renderable);
    }

    /// <summary>Shows what has changed now.</summary>
    public void Refresh() => live?.Refresh();

    /// <summary>Takes away what is kept up to date.</summary>
    public async Task EndLiveAsync()
    {
        if (live is not null)
            await live.DisposeAsync();
        live = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndLiveAsync();
        lock (writing)
            Attempt(() => log?.Dispose());
    }

    // A full disk is no reason to end: the servers wait until there is room again.
    static void Attempt(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // The terminal shows it all the same.
        }
    }

    sealed class Redrawn(Func<IRenderable> draw) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => draw().Render(options, maxWidth);
    }
}
