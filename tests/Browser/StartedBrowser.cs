using Microsoft.Playwright;
using Xunit;

namespace DualMaster.Browser;

/// <summary>A Chromium of this machine without a window, driven by Playwright, started once for all tests.</summary>
public sealed class StartedBrowser : IAsyncLifetime
{
    // Debian's and others' names of it; Playwright's own download is of no use where only package registries are reached.
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    IPlaywright? playwright;
    IBrowser? browser;

    /// <summary>Opens a page that is logged in nowhere; the test is skipped where there is no Chromium.</summary>
    internal async Task<Chromium> OpenAsync()
    {
        Assert.SkipWhen(browser is null, "There is no Chromium on this machine; expected the package chromium.");
        return new Chromium(await browser!.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1600, Height = 900 } }));
    }

    public async ValueTask InitializeAsync()
    {
        if (Places.FirstOrDefault(File.Exists) is not { } program)
            return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            // It asks hosts of its maker's otherwise, and as root it has no sandbox.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        // Four servers beside it may keep a small machine busy.
        Assertions.SetDefaultExpectTimeout(30_000);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
