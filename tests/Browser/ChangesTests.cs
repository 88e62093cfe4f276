using System.Globalization;
using System.Text.RegularExpressions;
using DualMaster.ProcessHost;
using DualMaster.ProcessHost.Tests;
using DualMaster.Replication.Presentation;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace DualMaster.Browser;

/// <summary>The first page while much happens: the real dashboard and a real browser, with rows of the test's own.</summary>
public sealed partial class ChangesTests(DashboardUnderTest dashboard, StartedBrowser browser) : IClassFixture<DashboardUnderTest>
{
    const int Changes = 500;

    // Twice as many a minute as it has to bear.
    static readonly TimeSpan Between = TimeSpan.FromMinutes(1) / 2000;

    [Fact]
    public async Task Two_thousand_changes_of_state_a_minute_neither_slow_nor_break_the_page()
    {
        using var directory = new TemporaryDirectory();
        var access = new DashboardAccess(Nodes.PortBase());
        var content = new DashboardContent(new ResourceBoard(), new NoticeBoard(), _ => null, (_, _, _) => throw new InvalidOperationException("nobody clicks"));
        content.Resources.Show(Rows(0));
        await using var server = await ResourceServer.StartAsync(access, content);
        await using var process = DashboardProcess.Start(dashboard.Bundle, access, new DataDirectory(directory.Path), _ => { }, Nodes.Token);
        await process.WaitUntilAnsweringAsync(Nodes.Token);
        await using var chromium = await browser.OpenAsync();
        var faults = new List<string>();
        chromium.Page.PageError += (_, fault) => faults.Add(fault);
        await chromium.Page.GotoAsync(access.LoginAddress);
        var row = chromium.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "node1-to-node2" });
        await row.WaitForAsync();

        var behind = new List<int>();
        using var timer = new PeriodicTimer(Between);
        for (var change = 1; change <= Changes; change++)
        {
            content.Resources.Show(Rows(change));
            if (change % 50 == 0)
                behind.Add(change - int.Parse(Number().Match(await row.InnerTextAsync()).Groups[1].Value, CultureInfo.InvariantCulture));
            await timer.WaitForNextTickAsync(Nodes.Token);
        }

        // Three seconds of changes.
        behind.Max().ShouldBeLessThan(100, $"behind by {string.Join(", ", behind)} changes");
        await Assertions.Expect(row).ToContainTextAsync($"change {Changes.ToString(CultureInfo.InvariantCulture)}");
        await row.GetByText("node1-to-node2").First.ClickAsync();
        await chromium.SeenAsync("Health checks");
        faults.ShouldBeEmpty();
        await Assertions.Expect(chromium.Page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
    }

    static IEnumerable<ProcessHost.Wire.Resource> Rows(int change) =>
        from name in (string[])["topology", "node1-to-node2", "node3-to-node4", "node1-to-node3", "node3-to-node1", "node1", "node2", "node3", "node4"]
        let shown = change % 2 == 0 ? new Shown("Running", Tone.Success, "Database", $"change {change}") : new Shown("Stopped", Tone.Error, "Database", $"change {change}")
        select ResourceDraft.Row(name, "Row", shown, DateTimeOffset.UnixEpoch);

    [GeneratedRegex("change ([0-9]+)")]
    private static partial Regex Number();
}
