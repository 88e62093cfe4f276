using Microsoft.Playwright;
using Xunit;

namespace DualMaster.Browser;

/// <summary>What a person sees who opens the address that <c>./run</c> prints.</summary>
public sealed class DashboardTests(StartedHost host, StartedBrowser browser) : IClassFixture<StartedHost>, IAsyncLifetime
{
    const string Initializer = "initializer";

    Chromium chromium = null!;

    IPage Page => chromium.Page;

    public async ValueTask InitializeAsync() => chromium = await browser.OpenAsync();

    public ValueTask DisposeAsync() => chromium.DisposeAsync();

    [Fact]
    public async Task The_structured_logs_say_that_the_topology_is_proved_and_by_what_steps()
    {
        await LogInAsync();

        await Page.GotoAsync(host.At($"/structuredlogs/resource/{Initializer}"));

        await SeenAsync("The topology is Proved");
        await SeenAsync("start the link node1 → node3");
        await chromium.KeepPictureAsync("dashboard-logs");
    }

    [Fact]
    public async Task The_first_wiring_is_a_trace_with_its_steps()
    {
        await LogInAsync();

        await Page.GotoAsync(host.At($"/traces/resource/{Initializer}"));
        await Page.GetByText($"{Initializer}: wiring").First.ClickAsync();

        await SeenAsync("ConfigureChannel");
        await SeenAsync("StartChannel");
        await chromium.KeepPictureAsync("dashboard-trace");
    }

    [Fact]
    public async Task The_start_of_the_servers_is_a_trace_of_the_host()
    {
        await LogInAsync();

        await Page.GotoAsync(host.At("/traces/resource/host"));
        await Page.GetByText("host: start").First.ClickAsync();

        await SeenAsync("start node4");
        await SeenAsync("wait for the proof");
        await chromium.KeepPictureAsync("dashboard-start");
    }

    [Fact]
    public async Task The_metrics_of_the_initializer_are_drawn()
    {
        await LogInAsync();

        await Page.GotoAsync(host.At($"/metrics/resource/{Initializer}?meter=DualMaster.Replication&instrument=mysql.replica.thread.running&duration=1"));

        await SeenAsync("mysql.replica.heartbeat.lag");
        await SeenAsync("1 while a thread of a link runs, 0 while it does not.");
        await Page.Locator(".js-plotly-plot .scatterlayer .trace").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await chromium.KeepPictureAsync("dashboard-metrics");
    }

    [Fact]
    public async Task Without_the_token_nothing_is_shown()
    {
        await Page.GotoAsync(host.At("/structuredlogs"));

        await Assertions.Expect(Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/login"));
        await Assertions.Expect(Page.GetByText("The topology is")).ToHaveCountAsync(0);
    }

    Task LogInAsync() => chromium.LogInAsync(host);

    Task SeenAsync(string text) => chromium.SeenAsync(text);
}
