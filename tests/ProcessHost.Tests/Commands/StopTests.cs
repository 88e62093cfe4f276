using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class StopTests(ServerUnderTest server) : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Stop_ends_the_host_in_order_as_SIGTERM_does()
    {
        var host = HostProgram.Start(HostProgram.Arguments(server, directory["data"], Nodes.PortBase(), "--no-dashboard"));
        await host.PrintedAsync("Ctrl+C stops everything");

        var (exitCode, output) = await HostProgram.RunAsync("stop", "--data", directory["data"]);

        exitCode.ShouldBe(0, output);
        output.ShouldStartWith($"Stopping the instance on the data in {directory["data"]} (process {host.ProcessId}) …");
        output.ShouldContain("Everything is stopped, after ");
        (await host.EndedAsync()).ShouldBe(0);
        host.Output.TrimEnd().ShouldEndWith("Everything is stopped.");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
        File.Exists(directory["data/host.json"]).ShouldBeFalse();
    }
}
