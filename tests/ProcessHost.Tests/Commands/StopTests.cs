using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class StopTests(ServerUnderTest server) : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Stop_ends_the_host_in_order_and_then_what_a_killed_one_left_behind()
    {
        var arguments = RunningInstance.HostArguments(server, directory["data"], Nodes.PortBase());
        var host = HostProgram.Start(arguments);
        await host.PrintedAsync("Ctrl+C stops everything");

        var (exitCode, output) = await HostProgram.RunAsync("stop", "--data", directory["data"]);

        exitCode.ShouldBe(0, output);
        output.ShouldStartWith($"Stopping the instance on the data in {directory["data"]} (process {host.ProcessId}) …");
        output.ShouldContain("Everything is stopped, after ");
        (await host.EndedAsync()).ShouldBe(0);
        host.Output.TrimEnd().ShouldEndWith("Everything is stopped.");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
        File.Exists(directory["data/host.json"]).ShouldBeFalse();

        var killed = HostProgram.Start(arguments);
        await killed.PrintedAsync("Ctrl+C stops everything");
        killed.Signal(Posix.Kill);
        await killed.EndedAsync();

        (exitCode, output) = await HostProgram.RunAsync("stop", "--data", directory["data"]);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("A host that was killed left node3 running");
        output.ShouldContain("Everything is stopped, after ");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();

        // Of two runs: one log of now, one of before.
        foreach (var log in (string[])["node1/logs/mysqld.log", "initializer.log", "host.log"])
            Directory.GetFiles(Path.GetDirectoryName(directory[$"data/{log}"])!, Path.GetFileName(log) + "*").Select(Path.GetFileName)
                .ShouldBe([Path.GetFileName(log), Path.GetFileName(log) + ".1"], ignoreOrder: true);
    }
}
