using System.Globalization;
using System.Text.Json;
using CliWrap;
using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class RunningInstanceTests(RunningInstance instance) : IClassFixture<RunningInstance>
{
    [Fact]
    public async Task Status_shows_the_tables_and_is_a_success_while_proved()
    {
        var (exitCode, output) = await instance.RunAsync("status");

        exitCode.ShouldBe(0, output);
        output.ShouldContain($"  node4   replica   127.0.0.1:{instance.PortBase + 4}");
        output.ShouldContain("  node3 → node1   running     running");
        output.TrimEnd().ShouldEndWith("proved");
    }

    [Fact]
    public void Without_a_dashboard_what_would_send_to_it_is_not_even_loaded()
    {
        File.ReadAllText($"/proc/{instance.ProcessId}/maps").ShouldNotContain("OpenTelemetry");
        Nodes.ProcessesWith(instance.Data).Select(id => Nodes.CommandLine($"/proc/{id}")).ShouldNotContain(line => line.Contains(DashboardBundle.ProgramName));
        File.ReadAllText(Path.Combine(instance.Data, "host.log")).ShouldNotContain("ashboard");
    }

    [Fact]
    public async Task Status_as_json_is_what_the_initializer_answers()
    {
        var (exitCode, output) = await instance.RunAsync("status", "--json");

        exitCode.ShouldBe(0, output);
        JsonSerializer.Deserialize(output, StatusJson.Default.TopologyStatus)!.Links.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_paused_link_makes_status_a_failure_and_the_line_that_it_shows_resumes_it()
    {
        await instance.RunAsync("mysql", "node3", "--", "-e", "INSERT INTO dualmaster.desired_link VALUES (@@server_id, 'node1', 'node2', TRUE, UTC_TIMESTAMP(6))");
        var shown = "";
        await Eventually.TrueAsync(async () =>
        {
            (var exitCode, shown) = await instance.RunAsync("status");
            return exitCode == 1 && shown.Contains("node1 → node2 is paused by an operator", StringComparison.Ordinal);
        });

        var line = shown.Split('\n').Single(line => line.StartsWith("→ ./run mysql", StringComparison.Ordinal));
        line.ShouldStartWith($"→ ./run mysql --data {instance.Data} node1 -- -e \"INSERT INTO");
        await instance.RunAsync("mysql", "node1", "--", "-e", line.Split('"')[1]);

        await Eventually.TrueAsync(async () => (await instance.RunAsync("status")).ExitCode == 0);
    }

    [Fact]
    public async Task Mysql_is_the_client_of_the_node_that_is_named_and_its_exit_code_counts()
    {
        (await instance.RunAsync("mysql", "node2", "--", "-N", "-B", "-e", "SELECT @@port, CURRENT_USER()"))
            .ShouldBe((0, $"{instance.PortBase + 2}\troot@localhost{Environment.NewLine}"));

        var (exitCode, output) = await instance.RunAsync("mysql", "node2", "--", "-e", "nonsense");

        exitCode.ShouldBe(1);
        output.ShouldContain("ERROR 1064");
    }

    [Fact]
    public async Task Mysql_reads_what_it_is_given_and_other_option_files_and_logins_do_not_matter()
    {
        using var home = new TemporaryDirectory();
        File.WriteAllText(home[".my.cnf"], "[client]\npassword=wrong\nport=1\n");

        var (exitCode, output) = await HostProgram.RunAsync(
            HostProgram.Command("mysql", "--data", instance.Data, "node1", "--", "-N")
                .WithEnvironmentVariables(variables => variables.Set("HOME", home.Path))
                .WithStandardInputPipe(PipeSource.FromString("SELECT @@server_id;\n")));

        output.Trim().ShouldBe("1");
        exitCode.ShouldBe(0);
    }

    [Fact]
    public async Task The_program_becomes_the_client_and_no_command_line_shows_the_password()
    {
        var client = HostProgram.Start("mysql", "--data", instance.Data, "node1", "--", "-e", "SELECT 'here', SLEEP(300)");
        await Eventually.TrueAsync(() => Nodes.CommandLine($"/proc/{client.ProcessId}").Contains("--user=root", StringComparison.Ordinal));

        Nodes.CommandLine($"/proc/{client.ProcessId}").ShouldNotContain("dotnet");
        Nodes.ProcessesWith(instance.RootPassword).ShouldBeEmpty();

        client.Signal(Posix.Terminate);
        (await client.EndedAsync()).ShouldBe(128 + Posix.Terminate);
    }

    [Fact]
    public async Task A_server_that_does_not_run_is_said_in_one_sentence()
    {
        var file = Path.Combine(instance.Data, "host.json");
        var kept = File.ReadAllText(file);
        var portBase = Nodes.PortBase();
        try
        {
            // As if its servers were down: ports on which nobody listens.
            File.WriteAllText(file, kept.Replace($"\"portBase\": {instance.PortBase}", $"\"portBase\": {portBase}", StringComparison.Ordinal));

            var (exitCode, output) = await instance.RunAsync("mysql", "node3");

            exitCode.ShouldBe(1);
            output.Trim().ShouldBe($"node3 does not answer on 127.0.0.1:{portBase + 3} (Connection refused); expected its server to run; see why: ./run logs --data {instance.Data} node3.");
        }
        finally
        {
            File.WriteAllText(file, kept);
        }
    }

    [Fact]
    public async Task Logs_shows_the_end_of_each_log_and_none_holds_a_secret()
    {
        foreach (var name in (string[])["node1", "node2", "node3", "node4", "initializer", "host"])
        {
            var (exitCode, output) = await instance.RunAsync("logs", name, "-n", "1000");

            exitCode.ShouldBe(0, output);
            output.ShouldNotContain(instance.RootPassword);
            output.ShouldContain(name switch { "initializer" => "This initializer acts", "host" => "Z Proved after ", _ => "ready for connections" });
        }

        (await instance.RunAsync("logs", "host", "-n", "1")).Output.TrimEnd().Split('\n').Length.ShouldBe(1);
        File.GetUnixFileMode(Path.Combine(instance.Data, "host.log")).ShouldBe(FileModes.Secret);
    }

    [Fact]
    public async Task A_second_host_on_the_same_data_leaves_the_logs_alone()
    {
        var (exitCode, output) = await HostProgram.RunAsync("--data", instance.Data, "--port-base", Nodes.PortBase().ToString(CultureInfo.InvariantCulture));

        exitCode.ShouldBe(1);
        output.ShouldContain("Another DualMaster runs on the data");
        File.Exists(Path.Combine(instance.Data, "host.log.1")).ShouldBeFalse();
        (await instance.RunAsync("status")).ExitCode.ShouldBe(0);
    }
}
