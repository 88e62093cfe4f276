using DualMaster.ProcessHost.Wire;
using DualMaster.Replication.Presentation;
using Grpc.Core;
using Grpc.Net.Client;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>What a dashboard gets that asks this host, over the real protocol.</summary>
public sealed class ResourceServerTests : IAsyncLifetime
{
    static readonly Shown Running = new("Running", Tone.Success, "Database", "it answers");

    readonly TemporaryDirectory directory = new();
    readonly DashboardAccess access = new(Nodes.PortBase());
    readonly List<(string Resource, string Command)> clicked = [];
    readonly DashboardContent content;
    ResourceServer server = null!;
    GrpcChannel channel = null!;

    public ResourceServerTests() => content = new DashboardContent(
        new ResourceBoard(), new NoticeBoard(), name => name == "node1" ? new ConsoleLog(Log) : null,
        (resource, command, _) =>
        {
            clicked.Add((resource, command));
            return Task.FromResult(command == "stop" ? new CommandAnswer(Holds: true, "node1 is stopped.") : new CommandAnswer(Holds: false, "Everything is being stopped.", "**no**"));
        });

    string Log => Path.Combine(directory.Path, "node1.log");

    DashboardService.DashboardServiceClient Client => new(channel);

    Metadata Key => new() { { ResourceServer.KeyHeader, access.ResourceKey } };

    public async ValueTask InitializeAsync()
    {
        server = await ResourceServer.StartAsync(access, content);
        channel = GrpcChannel.ForAddress($"http://127.0.0.1:{access.ResourcePort}");
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await server.DisposeAsync();
        directory.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Without_the_key_nobody_gets_an_answer(string? key)
    {
        var headers = key is null ? [] : new Metadata { { ResourceServer.KeyHeader, key } };

        var refused = await Should.ThrowAsync<RpcException>(async () => await Client.GetApplicationInformationAsync(new(), headers, cancellationToken: Nodes.Token));

        refused.StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task It_listens_on_this_machine_only()
    {
        var listeners = (await File.ReadAllLinesAsync("/proc/net/tcp", Nodes.Token)).Concat(await File.ReadAllLinesAsync("/proc/net/tcp6", Nodes.Token))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words[1].EndsWith($":{access.ResourcePort:X4}", StringComparison.Ordinal) && words[3] == "0A")
            .Select(words => words[1]);

        listeners.ShouldBe([$"0100007F:{access.ResourcePort:X4}"]);
    }

    [Fact]
    public async Task Resources_come_at_once_and_each_change_after_them()
    {
        content.Resources.Show([Row("node1", Running), Row("node2", Running)]);
        using var watch = Client.WatchResources(new WatchResourcesRequest(), Key, cancellationToken: Nodes.Token);
        (await NextAsync(watch)).InitialData.Resources.Select(resource => (resource.Name, resource.State)).ShouldBe([("node1", "Running"), ("node2", "Running")]);

        content.Resources.Show([Row("node1", Running), Row("node2", new Shown("Stopped", Tone.Error, "Database", "it was stopped"))]);

        var changed = (await NextAsync(watch)).Changes.Value.ShouldHaveSingleItem().Upsert;
        (changed.Name, changed.State, changed.StateStyle).ShouldBe(("node2", "Stopped", "error"));
        changed.HealthReports.Single().Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task One_that_the_dashboard_could_not_take_is_left_out_and_does_not_harm_the_others()
    {
        var nameless = Row("node2", Running);
        nameless.Commands.Add(new ResourceCommand());
        var timeless = Row("node3", Running);
        timeless.CreatedAt = null;
        var namesake = Row("node4", Running);
        namesake.DisplayName = "node1";

        content.Resources.Show([Row("node1", Running), nameless, timeless, namesake]);

        using var watch = Client.WatchResources(new WatchResourcesRequest(), Key, cancellationToken: Nodes.Token);
        (await NextAsync(watch)).InitialData.Resources.Select(resource => resource.Name).ShouldBe(["node1"]);
    }

    [Fact]
    public async Task A_console_has_what_was_written_and_goes_on_with_what_is()
    {
        await File.WriteAllTextAsync(Log, "first\nsecond\nbeg", Nodes.Token);
        using var watch = Client.WatchResourceConsoleLogs(new WatchResourceConsoleLogsRequest { ResourceName = "node1" }, Key, cancellationToken: Nodes.Token);
        (await NextAsync(watch)).LogLines.Select(line => (line.LineNumber, line.Text)).ShouldBe([(1, "first"), (2, "second")]);

        await File.AppendAllTextAsync(Log, "un\n", Nodes.Token);

        (await NextAsync(watch)).LogLines.Select(line => (line.LineNumber, line.Text)).ShouldBe([(3, "begun")]);
    }

    [Fact]
    public async Task A_console_of_what_has_none_is_not_found()
    {
        using var watch = Client.WatchResourceConsoleLogs(new WatchResourceConsoleLogsRequest { ResourceName = "node9" }, Key, cancellationToken: Nodes.Token);

        (await Should.ThrowAsync<RpcException>(() => NextAsync(watch))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Commands_that_exist_are_carried_out_and_say_what_came_of_it()
    {
        var row = Row("node1", Running);
        foreach (var command in NodeCommandWords.All)
            row.WithCommand(command, makesSense: true);
        content.Resources.Show([row]);

        var done = await Client.ExecuteResourceCommandAsync(new ResourceCommandRequest { ResourceName = "node1", CommandName = "stop" }, Key, cancellationToken: Nodes.Token);
        var refused = await Client.ExecuteResourceCommandAsync(new ResourceCommandRequest { ResourceName = "node1", CommandName = "restart" }, Key, cancellationToken: Nodes.Token);
        var unknown = await Client.ExecuteResourceCommandAsync(new ResourceCommandRequest { ResourceName = "node1", CommandName = "format" }, Key, cancellationToken: Nodes.Token);

        (done.Kind, done.Message).ShouldBe((ResourceCommandResponseKind.Succeeded, "node1 is stopped."));
        (refused.Kind, refused.Message).ShouldBe((ResourceCommandResponseKind.Failed, "Everything is being stopped."));
        unknown.Kind.ShouldBe(ResourceCommandResponseKind.Failed);
        clicked.ShouldBe([("node1", "stop"), ("node1", "restart")]);
    }

    [Fact]
    public async Task A_notice_stands_until_its_cause_is_gone_or_a_person_closes_it()
    {
        using var watch = Client.WatchInteractions(Key, cancellationToken: Nodes.Token);
        content.Notices.Show(new Notice("node1 → node2 is paused.", "Resume it.", IsError: true));
        var shown = await NextAsync(watch);
        (shown.Title, shown.Message, shown.Notification.Intent).ShouldBe(("node1 → node2 is paused.", "Resume it.", MessageIntent.Error));

        await watch.RequestStream.WriteAsync(new WatchInteractionsRequestUpdate { InteractionId = shown.InteractionId, Complete = new InteractionComplete() }, Nodes.Token);
        (await NextAsync(watch)).Complete.ShouldNotBeNull();

        content.Notices.Show(new Notice("node1 does not answer.", "It is started again.", IsError: true));
        (await NextAsync(watch)).Title.ShouldBe("node1 does not answer.");
        content.Notices.Show(null);
        (await NextAsync(watch)).Complete.ShouldNotBeNull();
    }

    static Resource Row(string name, Shown shown) => ResourceDraft.Row(name, "MySQL", shown, DateTimeOffset.UnixEpoch);

    static Task<WatchResourcesUpdate> NextAsync(AsyncServerStreamingCall<WatchResourcesUpdate> call) => NextAsync(call.ResponseStream);

    static Task<WatchResourceConsoleLogsUpdate> NextAsync(AsyncServerStreamingCall<WatchResourceConsoleLogsUpdate> call) => NextAsync(call.ResponseStream);

    static Task<WatchInteractionsResponseUpdate> NextAsync(AsyncDuplexStreamingCall<WatchInteractionsRequestUpdate, WatchInteractionsResponseUpdate> call) => NextAsync(call.ResponseStream);

    static async Task<T> NextAsync<T>(IAsyncStreamReader<T> stream)
    {
        (await stream.MoveNext(Nodes.Token)).ShouldBeTrue();
        return stream.Current;
    }
}
