using Microsoft.Playwright;

namespace DualMaster.Browser;

/// <summary>A page of the started browser, with cookies of its own.</summary>
/// <param name="page">The page.</param>
sealed class Chromium(IPage page) : IAsyncDisposable
{
    public IPage Page => page;

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

    public async ValueTask DisposeAsync() => await page.Context.CloseAsync();
}
