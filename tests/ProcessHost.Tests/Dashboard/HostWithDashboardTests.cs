using System.Globalization;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>The program with the real dashboard, and without.</summary>
public sealed class HostWithDashboardTests(ServerUnderTest server, DashboardUnderTest dashboard) : IClassFixture<DashboardUnderTest>, IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly int portBase = Nodes.PortBase();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_run_that_stays_prints_where_to_log_in_and_writes_it_nowhere()
    {
        _ = dashboard.Bundle;
        var program = HostProgram.Start(Arguments());
        var address = (await program.PrintedAsync(line => line.StartsWith("Dashboard: ", StringComparison.Ordinal)))["Dashboard: ".Length..];

        address.ShouldStartWith($"http://127.0.0.1:{portBase + 9}/login?t=");
        using var client = new HttpClient();
        var token = address.Split("t=")[1];
        client.DefaultRequestHeaders.Add("x-api-key", token);
        (await client.GetStringAsync(new Uri(new Uri(address), "/api/telemetry/logs"), Nodes.Token)).ShouldNotContain(token);
        program.Signal(Posix.Terminate);

        (await program.EndedAsync()).ShouldBe(0);
        program.Output.TrimEnd().ShouldEndWith("Everything is stopped.");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
        foreach (var file in Directory.GetFiles(directory["data"], "*", SearchOption.TopDirectoryOnly))
            File.ReadAllText(file).ShouldNotContain(token);
    }

    [Fact]
    public async Task Once_with_the_dashboard_waits_until_it_answers()
    {
        _ = dashboard.Bundle;

        var (exitCode, output) = await HostProgram.RunAsync(Arguments("--once", "--dashboard"));

        exitCode.ShouldBe(0, output);
        output.ShouldContain($"Dashboard: http://127.0.0.1:{portBase + 9}/login?t=");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dashboard_does_not_outlive_a_host_that_was_killed()
    {
        var program = HostProgram.Start(Arguments());
        _ = dashboard.Bundle;
        await program.PrintedAsync("Dashboard: ");

        program.Signal(Posix.Kill);
        await program.EndedAsync();

        await GoneAsync(DashboardBundle.ProgramName);
        await TidyUpAsync();
    }

    [Fact]
    public async Task A_dashboard_that_was_left_behind_all_the_same_is_stopped_first()
    {
        var data = new DataDirectory(directory["data"]);
        Directory.CreateDirectory(directory["data"]);
        // As if it watched over a process that lives.
        await using var left = DashboardProcess.Start(dashboard.Bundle, new DashboardAccess(portBase), data, _ => { });
        await left.WaitUntilAnsweringAsync(Nodes.Token);
        var processId = left.ProcessId;
        var said = new List<string>();

        await using var servers = await LocalServers.OpenAsync(
            Nodes.Options(server, Nodes.One(portBase), directory["data"]) with { Say = said.Add, FurtherPorts = [] }, Nodes.Token);

        said.ShouldContain($"A host that was killed left the dashboard running (process {processId}); stopping it first.");
    }

    [Fact]
    public async Task Without_npm_and_apt_there_is_one_sentence_and_the_job_is_done_all_the_same()
    {
        // What .NET, the servers' account and the copy of the data need; neither aspire, npm nor apt.
        Directory.CreateDirectory(directory["bin"]);
        foreach (var program in (string[])["dotnet", "id", "cp", "sync"])
            if (ProgramPath.Directories.Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists) is { } found)
                File.CreateSymbolicLink(Path.Combine(directory["bin"], program), found);
        var variables = new Dictionary<string, string?> { ["PATH"] = directory["bin"], ["DUALMASTER_CACHE"] = CacheWithoutDashboard() };

        var host = HostProgram.Start(variables, Arguments("--once", "--dashboard"));

        (await host.EndedAsync()).ShouldBe(0, host.Output);
        host.Output.Split('\n').Count(line => line.StartsWith("There is no dashboard: neither aspire 13.5 nor npm is on the PATH", StringComparison.Ordinal)).ShouldBe(1);
        host.Output.ShouldContain("Proved after ");
    }

    [Fact]
    public async Task A_run_without_a_dashboard_does_not_even_load_what_would_send_to_it()
    {
        var program = HostProgram.Start(Arguments("--no-dashboard"));
        await program.PrintedAsync("Ctrl+C stops everything");

        File.ReadAllText($"/proc/{program.ProcessId}/maps").ShouldNotContain("OpenTelemetry");
        Nodes.ProcessesWith(directory.Path).Select(id => Nodes.CommandLine($"/proc/{id}")).ShouldNotContain(line => line.Contains(DashboardBundle.ProgramName));
        program.Signal(Posix.Terminate);

        (await program.EndedAsync()).ShouldBe(0);
        program.Output.ShouldNotContain("ashboard");
    }

    [Fact]
    public async Task A_collector_of_the_users_own_is_left_in_its_rights()
    {
        var variables = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" };
        var program = HostProgram.Start(variables, Arguments());
        await program.PrintedAsync("Ctrl+C stops everything");
        program.Signal(Posix.Terminate);

        (await program.EndedAsync()).ShouldBe(0);
        program.Output.ShouldContain("Telemetry goes where OTEL_EXPORTER_OTLP_ENDPOINT says, so no dashboard is started; --dashboard starts one.");
    }

    async Task GoneAsync(string program)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (Nodes.ProcessesWith(directory.Path).Any(id => Nodes.CommandLine($"/proc/{id}").Contains(program, StringComparison.Ordinal)))
            await timer.WaitForNextTickAsync(Nodes.Token);
    }

    async Task TidyUpAsync() => (await HostProgram.RunAsync(Arguments("--once"))).ExitCode.ShouldBe(0);

    string CacheWithoutDashboard()
    {
        Directory.CreateDirectory(directory["cache"]);
        foreach (var part in Directory.EnumerateDirectories(CacheDirectory.Default().Path).Where(part => Path.GetFileName(part) != "dashboard"))
            File.CreateSymbolicLink(Path.Combine(directory["cache"], Path.GetFileName(part)), part);
        return directory["cache"];
    }

    string[] Arguments(params string[] more) =>
    [
        "--data", directory["data"], "--port-base", portBase.ToString(CultureInfo.InvariantCulture),
        .. server.Installation.LauncherArguments.Count == 0 ? ["--mysqld", server.Installation.Path] : Array.Empty<string>(), .. more,
    ];
}
