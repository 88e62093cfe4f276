using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>The program with the real dashboard, and without.</summary>
public sealed class HostWithDashboardTests(ServerUnderTest server, DashboardUnderTest dashboard) : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly int portBase = Nodes.PortBase();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_run_that_stays_prints_where_to_log_in_and_writes_it_nowhere_and_its_dashboard_does_not_outlive_a_kill()
    {
        _ = dashboard.Bundle;
        var program = HostProgram.Start(Arguments());
        var address = (await program.PrintedAsync(line => line.StartsWith("Dashboard: ", StringComparison.Ordinal)))["Dashboard: ".Length..];

        address.ShouldStartWith($"http://127.0.0.1:{portBase + 9}/login?t=");
        using var client = new HttpClient();
        var token = address.Split("t=")[1];
        client.DefaultRequestHeaders.Add("x-api-key", token);
        (await client.GetStringAsync(new Uri(new Uri(address), "/api/telemetry/logs"), Nodes.Token)).ShouldNotContain(token);
        var (shown, log) = await HostProgram.RunAsync("logs", "dashboard", "--data", directory["data"]);
        shown.ShouldBe(0, log);
        log.ShouldNotContain(token);

        program.Signal(Posix.Kill);
        await program.EndedAsync();

        await Eventually.TrueAsync(() => !Nodes.ProcessesWith(directory.Path).Any(id => Nodes.CommandLine($"/proc/{id}").Contains(DashboardBundle.ProgramName, StringComparison.Ordinal)));
        foreach (var file in Directory.GetFiles(directory["data"], "*", SearchOption.TopDirectoryOnly))
            File.ReadAllText(file).ShouldNotContain(token);

        var (exitCode, output) = await HostProgram.RunAsync("stop", "--data", directory["data"]);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("A host that was killed left node3 running");
        output.ShouldContain("Everything is stopped, after ");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Once_with_the_dashboard_waits_until_it_answers()
    {
        _ = dashboard.Bundle;

        var (exitCode, output) = await HostProgram.RunAsync(Arguments("--once", "--dashboard"));

        exitCode.ShouldBe(0, output);
        output.ShouldContain($"Dashboard: http://127.0.0.1:{portBase + 9}/login?t=");
        output.TrimEnd().ShouldEndWith("Everything is stopped.");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dashboard_that_was_left_behind_all_the_same_is_stopped_first()
    {
        var data = new DataDirectory(directory["data"]);
        Directory.CreateDirectory(directory["data"]);
        // As if it watched over a process that lives.
        await using var left = DashboardProcess.Start(dashboard.Bundle, new DashboardAccess(portBase), data, _ => { }, Nodes.Token);
        await left.WaitUntilAnsweringAsync(Nodes.Token);
        var processId = left.ProcessId;
        var said = new List<string>();

        await using var servers = await LocalServers.OpenAsync(
            Nodes.Options(server, Nodes.One(portBase), directory["data"]) with { Say = said.Add, FurtherPorts = [] }, Nodes.Token);

        said.ShouldContain($"A host that was killed left the dashboard running (process {processId}); stopping it first.");
    }

    [Fact]
    public async Task A_collector_of_the_users_own_is_left_in_its_rights()
    {
        var program = HostProgram.Start(new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" }, Arguments());
        await program.PrintedAsync("Starting 4 servers");
        await program.PrintedAsync("Telemetry goes where OTEL_EXPORTER_OTLP_ENDPOINT says, so no dashboard is started; --dashboard starts one.");

        Nodes.ProcessesWith(directory.Path).Select(id => Nodes.CommandLine($"/proc/{id}")).ShouldNotContain(line => line.Contains(DashboardBundle.ProgramName));
        program.Signal(Posix.Terminate);

        (await program.EndedAsync()).ShouldBe(143, program.Output);
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    string[] Arguments(params string[] more) => HostProgram.Arguments(server, directory["data"], portBase, more);
}
