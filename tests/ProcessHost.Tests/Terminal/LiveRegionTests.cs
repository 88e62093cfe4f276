using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Spectre.Console;
using Spectre.Console.Rendering;
using Spectre.Console.Testing;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class LiveRegionTests : IAsyncLifetime
{
    readonly TestConsole console = new TestConsole { Profile = { Width = 20, Height = 5 } }.EmitAnsiSequences();
    readonly FakeTimeProvider time = new();
    string content = "first\nsecond";
    TaskCompletionSource? looked;
    LiveRegion region = null!;
    int seen;

    public ValueTask InitializeAsync()
    {
        region = LiveRegion.Start(console, new Redrawn(Look), time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await region.DisposeAsync();
        console.Dispose();
    }

    [Fact]
    public void It_is_drawn_at_once_and_the_cursor_is_hidden() => Written().ShouldBe("\e[?25l" + Drawn("\r", "first\nsecond"));

    [Fact]
    public void What_is_said_appears_above_it()
    {
        Written();

        console.Write(new PlainLine("node2 ended and is started again"));

        Written().ShouldBe("\e[?2026h\r\e[1A\e[J" + "node2 ended and is started again\nfirst\nsecond" + "\e[?2026l");
    }

    [Fact]
    public async Task It_is_drawn_anew_once_a_second_at_most_and_only_when_it_has_changed()
    {
        Written();
        for (var second = 0; second < 3; second++)
            await LookedAfterAsync(TimeSpan.FromSeconds(1));

        content = "third";
        time.Advance(TimeSpan.FromMilliseconds(900));
        await LookedAfterAsync(TimeSpan.FromMilliseconds(100));
        // The first of these looks may be that of the drawing itself, the second comes after it.
        await LookedAfterAsync(TimeSpan.FromSeconds(1));
        await LookedAfterAsync(TimeSpan.FromSeconds(1));

        Written().ShouldBe(Drawn("\r\e[1A", "third"));
    }

    [Fact]
    public void What_does_not_fit_is_cut_off_and_a_line_is_left_for_what_is_said()
    {
        content = "1\n2\n3\n4\n5\n6";
        Written();

        region.Refresh();

        Written().ShouldBe(Drawn("\r\e[1A", "1\n2\n3\n…"));
    }

    [Fact]
    public void In_a_window_that_got_narrower_the_lines_are_found_that_the_terminal_has_broken()
    {
        content = "123456789012\n1";
        region.Refresh();
        Written();

        console.Profile.Width = 5;
        region.Refresh();

        // Three rows and one: the cursor goes up by three.
        Written().ShouldStartWith("\e[?2026h\r\e[3A\e[J");
    }

    [Fact]
    public async Task It_leaves_nothing_behind_and_gives_the_cursor_back()
    {
        Written();

        await region.DisposeAsync();

        Written().ShouldBe("\r\e[1A\e[J\e[?25h");
        console.Write(new PlainLine("after"));
        Written().ShouldBe("after\n");
    }

    static string Drawn(string toTop, string text) => $"\e[?2026h{toTop}\e[J{text}\e[?2026l";

    /// <summary>Lets time pass until the content has been looked at once more.</summary>
    async Task LookedAfterAsync(TimeSpan by)
    {
        var look = looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        time.Advance(by);
        await look.Task.WaitAsync(Nodes.Token);
    }

    string Look()
    {
        looked?.TrySetResult();
        return content;
    }

    string Written()
    {
        var written = console.Output[seen..];
        seen = console.Output.Length;
        return written;
    }

    sealed class Redrawn(Func<string> text) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            text().Split('\n').SelectMany(line => (Segment[])[new Segment(line), Segment.LineBreak]);
    }
}
