using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class DataTemplateTests(ServerUnderTest server) : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_template_is_initialised_once_and_has_nothing_that_belongs_to_one_server()
    {
        var said = new List<string>();
        var account = await ServerAccount.DetectAsync(Nodes.Token);
        var template = new DataTemplate(new CacheDirectory(directory["cache"]), server.Installation, account, [], said.Add);

        var place = await template.EnsureAsync(Nodes.Token);

        (await template.EnsureAsync(Nodes.Token)).ShouldBe(place);
        said.ShouldBe([$"Initialising a data directory for MySQL {server.Installation.Version}, once …"]);
        var files = Directory.GetFiles(place).Select(Path.GetFileName).ToArray();
        files.ShouldContain("mysql.ibd");
        files.ShouldNotContain(file => file == "auto.cnf" || file!.EndsWith(".pem") || file.StartsWith("binlog"));
        Directory.GetFileSystemEntries(directory["cache"]).ShouldBe([directory["cache/lock"], place], ignoreOrder: true);
    }

    [Fact]
    public async Task A_server_that_cannot_initialise_leaves_no_template_behind()
    {
        var broken = server.Installation with { Options = [.. server.Installation.Options, new("no_such_option", "1", "", "")] };
        var account = await ServerAccount.DetectAsync(Nodes.Token);
        var template = new DataTemplate(new CacheDirectory(directory["cache"]), broken, account, [], _ => { });

        var refusal = await Should.ThrowAsync<HostException>(() => template.EnsureAsync(Nodes.Token));

        refusal.Message.ShouldContain("unknown variable 'no_such_option=1'");
        Directory.GetFileSystemEntries(directory["cache"]).ShouldBe([directory["cache/lock"]]);
    }

    [Fact]
    public async Task A_stop_while_it_is_initialised_leaves_no_template_and_no_server_behind()
    {
        using var stop = new CancellationTokenSource();
        var account = await ServerAccount.DetectAsync(Nodes.Token);
        var template = new DataTemplate(new CacheDirectory(directory["cache"]), server.Installation, account, [], _ => { });

        var initialising = template.EnsureAsync(stop.Token);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Nodes.ProcessesWith(directory.Path).Count == 0)
            await timer.WaitForNextTickAsync(Nodes.Token);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(initialising);
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
        Directory.GetFileSystemEntries(directory["cache"]).ShouldBe([directory["cache/lock"]]);
    }
}
