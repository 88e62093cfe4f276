using Microsoft.Playwright;
using Xunit;

namespace DualMaster.Browser;

/// <summary>A Chromium of this machine without a window, driven by Playwright, with a page that is logged in nowhere.</summary>
sealed class Chromium : IAsyncDisposable
{
    // Debian's and others' names of it; Playwright's own download is of no use where only package registries are reached.
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    readonly IPlaywright playwright;
    readonly IBrowser browser;

    Chromium(IPlaywright playwright, IBrowser browser, IPage page)
    {
        this.playwright = playwright;
        this.browser = browser;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Starts it; the test is skipped where there is none.</summary>
    public static async Task<Chromium> StartAsync()
    {
        var program = Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no Chromium on this machine; expected the package chromium.");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            // It asks hosts of its maker's otherwise, and as root it has no sandbox.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        // Four servers beside it may keep a small machine busy.
        Assertions.SetDefaultExpectTimeout(30_000);
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1600, Height = 900 } });
        return new Chromium(playwright, browser, page);
    }

    /// <summary>Opens the address that the host prints.</summary>
    public Task LogInAsync(StartedHost host) => Page.GotoAsync(host.At(host.Login?.PathAndQuery ?? "/"));

    /// <summary>Waits until a text is on the page.</summary>
    public Task SeenAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>Keeps a picture of the page in <c>artifacts/screenshots</c> of the working copy.</summary>
    public Task KeepPictureAsync(string name)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "DualMaster.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("This does not run in a working copy.");
        return Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(root, "artifacts", "screenshots", $"{name}.png") });
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
