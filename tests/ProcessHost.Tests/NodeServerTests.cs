using System.Diagnostics;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class NodeServerTests(OneServer one) : IClassFixture<OneServer>
{
    [Fact]
    public async Task A_killed_server_comes_back_with_its_data_and_a_stopped_one_is_gone()
    {
        var node = await one.RunningAsync();
        await Nodes.ScalarAsync(node, "CREATE DATABASE kept");
        var killed = node.ProcessId;

        await node.KillAsync();
        await node.WaitUntilAnsweringAsync(Nodes.Token);

        node.ProcessId.ShouldNotBe(killed);
        Directory.Exists($"/proc/{killed}").ShouldBeFalse();
        (await Nodes.ScalarAsync(node, "SHOW DATABASES LIKE 'kept'")).ShouldBe("kept");

        await node.StopAsync();

        Nodes.ProcessesWith(node.Directory.Path).ShouldBeEmpty();
        Nodes.IsFree(node.Port).ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_that_asks_for_a_restart_gets_it()
    {
        var node = await one.RunningAsync();
        var before = node.ProcessId;
        using var process = Process.GetProcessById(before);

        await Nodes.ScalarAsync(node, "RESTART");
        await process.WaitForExitAsync(Nodes.Token);
        await node.WaitUntilAnsweringAsync(Nodes.Token);

        node.ProcessId.ShouldNotBe(before);
    }

    [Fact]
    public async Task A_server_that_is_not_to_be_restarted_stays_down_until_it_is_started()
    {
        var node = await one.RunningAsync();
        node.RestartOnCrash = false;

        await node.KillAsync();
        await node.StopAsync();

        Nodes.ProcessesWith(node.Directory.Path).ShouldBeEmpty();

        await node.StartAsync(Nodes.Token);

        (await Nodes.ScalarAsync(node, "SELECT 1")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_node_whose_data_was_deleted_starts_as_a_new_server()
    {
        var node = await one.RunningAsync();
        var before = await Nodes.ScalarAsync(node, "SELECT @@server_uuid");
        await node.StopAsync();

        node.Directory.DeleteData();
        await node.StartAsync(Nodes.Token);

        (await Nodes.ScalarAsync(node, "SELECT @@server_uuid")).ShouldNotBe(before);
        (await Nodes.ScalarAsync(node, "SELECT @@GLOBAL.gtid_executed")).ShouldBe("");
    }
}
