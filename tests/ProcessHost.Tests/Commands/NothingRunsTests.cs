using System.Globalization;
using CliWrap;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class NothingRunsTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Status_and_mysql_say_so_in_one_sentence_and_make_nothing()
    {
        foreach (var command in (string[][])[["status"], ["status", "--json"], ["mysql", "node1"]])
            (await HostProgram.RunAsync([.. command, "--data", directory["data"]]))
                .ShouldBe((1, $"Nothing runs on the data in {directory["data"]}; expected a running instance; start one with ./run, or name its data with --data.{Environment.NewLine}"));
        Directory.Exists(directory["data"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Status_says_that_nobody_listens_on_the_port_that_was_named()
    {
        var portBase = Nodes.PortBase();

        var (exitCode, output) = await HostProgram.RunAsync("status", "--data", directory["data"], "--port-base", portBase.ToString(CultureInfo.InvariantCulture));

        exitCode.ShouldBe(1);
        output.Trim().ShouldBe($"Nothing answers at http://127.0.0.1:{portBase}/; expected the initializer of a running instance; start one with ./run, or correct --port-base.");
    }

    [Fact]
    public async Task Stop_has_nothing_to_do_and_that_is_no_failure()
    {
        var (exitCode, output) = await HostProgram.RunAsync("stop", "--data", directory["data"]);

        exitCode.ShouldBe(0);
        output.Trim().ShouldBe($"Nothing runs on the data in {directory["data"]}; there is nothing to stop.");
        Directory.Exists(directory["data"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_leaves_a_process_alone_that_only_has_the_number_of_a_host()
    {
        var foreign = Cli.Wrap("sleep").WithArguments("300").WithValidation(CommandResultValidation.None).ExecuteAsync(Nodes.Token);
        Directory.CreateDirectory(directory["data"]);
        File.WriteAllText(directory["data/host.lock"], "");
        File.WriteAllText(directory["data/host.json"], $$"""{ "processId": {{foreign.ProcessId}}, "portBase": 5500, "client": null }""");

        var (exitCode, output) = await HostProgram.RunAsync("stop", "--data", directory["data"]);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("there is nothing to stop");
        foreign.Task.IsCompleted.ShouldBeFalse();
        Posix.Signal(foreign.ProcessId, Posix.Terminate);
        (await foreign).ExitCode.ShouldBe(128 + Posix.Terminate);
    }

    [Theory]
    [InlineData("There is no node 'node9'; expected one of node1, node2, node3, node4; --help lists what can be asked for.", "mysql", "node9")]
    [InlineData("Required argument 'node' missing for command: 'mysql'; --help lists what can be asked for.", "mysql")]
    [InlineData("There is no log of 'node9'; expected one of node1, node2, node3, node4, initializer, host, dashboard; --help lists what can be asked for.", "logs", "node9")]
    [InlineData("--lines is many; expected a number from 0 on; --help lists what can be asked for.", "logs", "node1", "-n", "many")]
    [InlineData("Unrecognized command or argument '--jason'; --help lists what can be asked for.", "status", "--jason")]
    public async Task What_a_command_does_not_understand_is_said_in_one_sentence(string sentence, params string[] arguments)
    {
        var (exitCode, output) = await HostProgram.RunAsync(arguments);

        exitCode.ShouldBe(2);
        output.Trim().ShouldBe(sentence);
    }

    [Theory]
    [InlineData("status", "--json")]
    [InlineData("mysql", "ARGUMENTS OF THE CLIENT")]
    [InlineData("logs", "--follow")]
    [InlineData("stop", "--data")]
    public async Task Each_command_has_a_help_of_its_own(string command, string text)
    {
        var (exitCode, output) = await HostProgram.RunAsync(command, "--help");

        exitCode.ShouldBe(0);
        output.ShouldContain($"./run {command}");
        output.ShouldContain(text);
        output.ShouldNotContain("--fresh");
    }

    [Fact]
    public async Task Logs_goes_on_when_a_new_run_begins_a_new_log()
    {
        var log = directory["data/host.log"];
        Directory.CreateDirectory(directory["data"]);
        File.WriteAllText(log, "one\ntwo\n");
        var follower = HostProgram.Start("logs", "host", "--data", directory["data"], "-f", "-n", "1");
        await follower.PrintedAsync("two");

        File.AppendAllText(log, "three\n");
        await follower.PrintedAsync("three");
        LogRotation.Rotate(log);
        File.WriteAllText(log, "four\n");
        await follower.PrintedAsync("four");

        follower.Output.ShouldNotContain("one");
        follower.Signal(Posix.Terminate);
        await follower.EndedAsync();
    }
}
