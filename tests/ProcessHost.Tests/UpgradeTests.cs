using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>There is one server to run here, so what it wrote down itself is made older.</summary>
public sealed class UpgradeTests(ServerUnderTest server) : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly List<string> said = [];

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task An_upgrade_is_said_before_it_is_done_and_the_server_itself_notes_that_it_was()
    {
        var options = Nodes.Options(server, Nodes.One(Nodes.PortBase()), directory["data"]) with { Say = said.Add };
        await using (var first = await LocalServers.OpenAsync(options, Nodes.Token))
            await first.StartAsync(Nodes.Token);
        var history = directory["data/node1/data/mysql_upgrade_history"];
        var written = JsonNode.Parse(File.ReadAllText(history))!;
        written["upgrade_history"]![0]!["version"] = "8.4.9";
        File.WriteAllText(history, written.ToJsonString());
        said.Clear();

        await using (var second = await LocalServers.OpenAsync(options, Nodes.Token))
        {
            said.ShouldBe([$"Upgrading the data of node1 from MySQL 8.4.9 to {server.Installation.Version}; there is no way back, because upgraded data is never opened by an older server, and no backup is made."]);
            await second.StartAsync(Nodes.Token);
            (await Nodes.ScalarAsync(second["node1"], "SELECT 1")).ShouldBe(1L);
        }

        said.Clear();
        using var after = JsonDocument.Parse(File.ReadAllText(history));
        after.RootElement.GetProperty("upgrade_history").GetArrayLength().ShouldBe(2);
        await using var third = await LocalServers.OpenAsync(options, Nodes.Token);
        said.ShouldBeEmpty();
    }
}
