using System.Net;
using System.Net.NetworkInformation;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>The real dashboard, without servers.</summary>
public sealed class DashboardProcessTests(DashboardUnderTest dashboard, StartedDashboard started) : IClassFixture<StartedDashboard>, IDisposable
{
    readonly DashboardAccess access = started.Access;
    readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task It_shows_nothing_without_the_token()
    {
        _ = started.Process;

        var page = await GetAsync(new Uri(access.Address, "structuredlogs"));
        var question = await GetAsync(new Uri(access.Address, "api/telemetry/resources"));
        var wrong = await GetAsync(new Uri(access.Address, "login?t=wrong"));
        var login = await GetAsync(new Uri(access.LoginAddress));

        (page.StatusCode, page.Headers.Location!.AbsolutePath).ShouldBe((HttpStatusCode.Redirect, "/login"));
        question.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        wrong.Headers.Contains("Set-Cookie").ShouldBeFalse();
        login.Headers.Contains("Set-Cookie").ShouldBeTrue();
    }

    [Fact]
    public async Task It_takes_telemetry_only_with_the_key()
    {
        _ = started.Process;
        var settings = access.Telemetry("somebody");

        (await ExportAsync(settings["OTEL_EXPORTER_OTLP_HEADERS"])).ShouldBe((HttpStatusCode.OK, "0"));
        (await ExportAsync("x-otlp-api-key=wrong")).ShouldBe((HttpStatusCode.Unauthorized, null));
        (await ExportAsync(null)).ShouldBe((HttpStatusCode.Unauthorized, null));

        async Task<(HttpStatusCode, string?)> ExportAsync(string? header)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(settings["OTEL_EXPORTER_OTLP_ENDPOINT"]!), "opentelemetry.proto.collector.logs.v1.LogsService/Export"))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                // A frame that is not compressed and empty: a request without records.
                Content = new ByteArrayContent([0, 0, 0, 0, 0]) { Headers = { ContentType = new("application/grpc") } },
            };
            if (header?.Split('=') is [var name, var value])
                request.Headers.Add(name, value);
            using var answer = await client.SendAsync(request, Nodes.Token);
            await answer.Content.ReadAsByteArrayAsync(Nodes.Token);
            return (answer.StatusCode, answer.TrailingHeaders.SingleOrDefault(entry => entry.Key == "grpc-status").Value?.Single());
        }
    }

    [Fact]
    public async Task It_listens_on_this_machine_only_and_keeps_its_secrets()
    {
        var process = started.Process;

        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        listeners.Where(listener => access.Ports.Any(port => port.Port == listener.Port)).Select(listener => listener.Address).ShouldBe([IPAddress.Loopback, IPAddress.Loopback]);
        var token = access.LoginAddress.Split("t=")[1];
        Nodes.CommandLine($"/proc/{process.ProcessId}").ShouldNotContain(token);
        started.Log.ShouldNotContain(token);
    }

    [Fact]
    public async Task One_that_ends_by_itself_is_started_again_and_a_stopped_one_is_gone()
    {
        using var directory = new TemporaryDirectory();
        var own = new DashboardAccess(Nodes.PortBase());
        var data = new DataDirectory(directory.Path);
        var restarted = new TaskCompletionSource<string>();
        await using var process = DashboardProcess.Start(dashboard.Bundle, own, data, restarted.SetResult, Nodes.Token);
        await process.WaitUntilAnsweringAsync(Nodes.Token);
        var before = process.ProcessId;

        Posix.Signal(before, Posix.Kill);

        (await restarted.Task.WaitAsync(Nodes.Token)).ShouldBe($"The dashboard ended with exit code 137 (see {data.DashboardLog}); starting it again.");
        await process.WaitUntilAnsweringAsync(Nodes.Token);
        process.ProcessId.ShouldNotBe(before);

        await process.StopAsync();

        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
        Nodes.IsFree(own.Port).ShouldBeTrue();
    }

    async Task<HttpResponseMessage> GetAsync(Uri address) => await client.GetAsync(address, Nodes.Token);
}
