using Microsoft.Playwright;
using MySqlConnector;
using Xunit;

namespace DualMaster.Browser;

/// <summary>The first page: the topology at a glance, what is wrong with it, and what mends it.</summary>
public sealed class ResourcesTests(StartedHost host, StartedBrowser browser) : IClassFixture<StartedHost>, IAsyncLifetime
{
    const string Link = "node3-to-node4";

    Chromium chromium = null!;

    IPage Page => chromium.Page;

    public async ValueTask InitializeAsync()
    {
        chromium = await browser.OpenAsync();
        await chromium.LogInAsync(host);
    }

    public ValueTask DisposeAsync() => chromium.DisposeAsync();

    [Fact]
    public async Task The_table_has_topology_links_nodes_and_programs_all_running()
    {
        foreach (var name in (string[])["topology", "node1-to-node2", "node3-to-node4", "node1-to-node3", "node3-to-node1", "node1", "node2", "node3", "node4", "initializer", "host"])
            await Assertions.Expect(Row(name)).ToContainTextAsync("Running");

        await Assertions.Expect(Row("topology")).ToContainTextAsync("proved");
        await Assertions.Expect(Row(Link)).ToContainTextAsync("lag");
        await Assertions.Expect(Row("node2")).ToContainTextAsync("read-only");
        await chromium.KeepPictureAsync("dashboard-resources");
    }

    [Fact]
    public async Task The_graph_has_an_arrow_from_each_source_to_its_link_and_from_there_to_the_replica()
    {
        await ProvedAsync();

        await Page.GetByRole(AriaRole.Tab, new() { Name = "Graph" }).ClickAsync();

        await Assertions.Expect(Page.Locator("svg.resource-graph .resource-group")).ToHaveCountAsync(11);
        // Four links with two each, the initializer's to the topology, and the host's to the initializer.
        await Assertions.Expect(Page.Locator("svg.resource-graph .resource-link")).ToHaveCountAsync(10);
        await chromium.KeepPictureAsync("dashboard-graph");
    }

    [Fact]
    public async Task The_details_of_a_link_tell_its_threads_its_lag_and_its_replica()
    {
        await ProvedAsync();

        await Row(Link).GetByText(Link).First.ClickAsync();

        await chromium.SeenAsync("Receiver (IO thread)");
        await chromium.SeenAsync("Transactions not here yet");
        await chromium.SeenAsync("Health checks");
        await chromium.KeepPictureAsync("dashboard-details");
    }

    [Fact]
    public async Task The_row_of_a_link_leads_to_the_chart_of_its_lag()
    {
        var page = await OpenAsync(Link, "Lag");

        await page.GetByText("mysql.replica.heartbeat.lag").First.WaitForAsync();
        await page.Locator(".js-plotly-plot .scatterlayer .trace").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    [Theory]
    [InlineData(Link, "Traces", "initializer: wiring")]
    [InlineData(Link, "Log", "node3 → node4")]
    [InlineData("node4", "Traces", "initializer: wiring")]
    [InlineData("node4", "Log", "node4")]
    public async Task A_row_leads_to_its_part_of_the_telemetry(string row, string link, string text)
    {
        var page = await OpenAsync(row, link);

        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = text }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_console_of_a_node_is_its_error_log()
    {
        await Page.GotoAsync(host.At("/consolelogs/resource/node1"));

        await chromium.SeenAsync("ready for connections");
        await chromium.KeepPictureAsync("dashboard-console");
    }

    [Fact]
    public async Task A_link_that_breaks_turns_red_with_its_error_and_its_command_mends_it()
    {
        await host.ExecuteAsync(3, "CREATE DATABASE IF NOT EXISTS shop; CREATE TABLE shop.item (id INT PRIMARY KEY, name VARCHAR(20)); INSERT INTO shop.item VALUES (1, 'pen');");
        await OnReplicaAsync("DELETE FROM shop.item");

        await host.ExecuteAsync(3, "UPDATE shop.item SET name = 'ink';");

        await Assertions.Expect(Row(Link)).ToContainTextAsync("Broken");
        await Assertions.Expect(Page.GetByText("stopped with error 1032").First).ToBeVisibleAsync();
        await Assertions.Expect(Row(Link)).ToContainTextAsync("1032");
        await Assertions.Expect(Row("topology")).ToContainTextAsync("Degraded");
        await chromium.KeepPictureAsync("dashboard-broken");

        await OnReplicaAsync("INSERT INTO shop.item VALUES (1, 'pen')");
        await ClickAsync("Stops and starts both threads");

        await Assertions.Expect(Row(Link)).ToContainTextAsync("Running");
        await ProvedAsync();
    }

    [Fact]
    public async Task A_link_that_somebody_stops_turns_to_Stopped_before_it_is_started_again()
    {
        await Assertions.Expect(Row("node1-to-node2")).ToContainTextAsync("Running");

        // The first is mended at once; the next one waits its time.
        await host.ExecuteAsync(2, "STOP REPLICA; DO SLEEP(1.5); STOP REPLICA;");

        await Assertions.Expect(Row("node1-to-node2")).ToContainTextAsync("Stopped", new() { Timeout = 3000 });
        await Assertions.Expect(Row("node1-to-node2")).ToContainTextAsync("it is started again by itself");
        await Assertions.Expect(Row("node1-to-node2")).ToContainTextAsync("Running");
    }

    [Fact]
    public async Task A_link_is_paused_and_resumed_by_its_buttons()
    {
        await ProvedAsync();

        await ClickAsync("keeps it stopped over restarts");
        await Page.GetByText("Pause this link?").WaitForAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await Assertions.Expect(Row(Link)).ToContainTextAsync("Paused");
        await chromium.KeepPictureAsync("dashboard-paused");

        await ClickAsync("Lets the link run again");

        await Assertions.Expect(Row(Link)).ToContainTextAsync("Running");
    }

    /// <summary>Changes the one row behind replication's back, as soon as it is there, and before the replica is closed again.</summary>
    async Task OnReplicaAsync(string statement)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await IsDoneAsync())
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);

        async Task<bool> IsDoneAsync()
        {
            try
            {
                return await host.ExecuteAsync(4, $"SET SESSION sql_log_bin = 0; SET GLOBAL super_read_only = OFF; {statement};") == 1;
            }
            catch (MySqlException closed) when (closed.ErrorCode is MySqlErrorCode.OptionPreventsStatement or MySqlErrorCode.NoSuchTable or MySqlErrorCode.UnknownDatabase)
            {
                return false;
            }
        }
    }

    // Tests before this one made faults.
    Task ProvedAsync() => Assertions.Expect(Row("topology")).ToContainTextAsync("proved");

    // Its links open pages of their own.
    Task<IPage> OpenAsync(string row, string link) => Page.RunAndWaitForPopupAsync(() => Row(row).GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync());

    Task ClickAsync(string title) => Row(Link).GetByTitle(title).ClickAsync();

    ILocator Row(string name) => Page.GetByRole(AriaRole.Row).Filter(new() { Has = Page.GetByText(name, new() { Exact = true }) });
}
