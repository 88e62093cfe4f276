using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>Servers that would lose or double rows are refused, in a sentence: found, expected, remedy.</summary>
public sealed class RefusedServerTests
{
    const string RestartRemedy = "set it in the server's configuration and restart the server";
    const string KeyRemedy = "set it in the server's configuration, else two masters generate the same key";

    [Theory]
    [InlineData(ServerSettings.LogBin, "0", "OFF", "ON", RestartRemedy)]
    [InlineData(ServerSettings.GtidMode, "OFF", "OFF", "ON", RestartRemedy)]
    [InlineData(ServerSettings.GtidMode, "ON_PERMISSIVE", "ON_PERMISSIVE", "ON", RestartRemedy)]
    [InlineData(ServerSettings.EnforceGtidConsistency, "WARN", "WARN", "ON", RestartRemedy)]
    [InlineData(ServerSettings.LogReplicaUpdates, "0", "OFF", "ON", RestartRemedy)]
    [InlineData(ServerSettings.BinlogFormat, "STATEMENT", "STATEMENT", "ROW", RestartRemedy)]
    [InlineData(ServerSettings.BinlogFormat, "MIXED", "MIXED", "ROW", RestartRemedy)]
    [InlineData(ServerSettings.AutoIncrementIncrement, "1", "1", "at least 2", KeyRemedy)]
    [InlineData(ServerSettings.AutoIncrementOffset, "2", "2", "1", KeyRemedy)]
    public void A_setting_that_loses_rows_is_refused(string setting, string value, string found, string expected, string remedy) =>
        ShouldBeRefused(
            Found.Fresh().WithSetting("node1", setting, value),
            $"node1 has {setting} = {found}; expected {expected}; {remedy}.");

    [Theory]
    [InlineData(ServerSettings.LogBin, "ON")]
    [InlineData(ServerSettings.GtidMode, "on")]
    public void A_setting_that_is_right_in_another_way_is_accepted(string setting, string value) =>
        Found.Fresh().WithSetting("node1", setting, value).Plan().Refusals.ShouldBeEmpty();

    [Fact]
    public void A_larger_step_is_accepted_when_every_master_has_it() =>
        Found.Fresh().WithSetting("node1", ServerSettings.AutoIncrementIncrement, "10").WithSetting("node3", ServerSettings.AutoIncrementIncrement, "10")
            .Plan().Refusals.ShouldBeEmpty();

    [Fact]
    public void Different_steps_are_refused_because_they_meet_in_spite_of_different_offsets() =>
        Found.Fresh().WithSetting("node3", ServerSettings.AutoIncrementIncrement, "3").Plan().Refusals.Select(refusal => refusal.Sentence).ShouldBe(
        [
            "node1 has auto_increment_increment = 2, node3 has auto_increment_increment = 3; expected the same on every master, because with different steps two of them generate the same key; set it in the servers' configuration.",
        ]);

    [Fact]
    public void Generated_keys_of_a_replica_do_not_matter() =>
        Found.Fresh().WithSetting("node2", ServerSettings.AutoIncrementOffset, "7").WithSetting("node2", ServerSettings.AutoIncrementIncrement, "1")
            .Plan().Refusals.ShouldBeEmpty();

    [Fact]
    public void A_setting_that_the_server_does_not_show_is_refused() =>
        ShouldBeRefused(
            Found.Fresh().With("node1", server => server with { Settings = server.Settings.Where(entry => entry.Key != ServerSettings.GtidMode).ToDictionary() }),
            $"node1 has gtid_mode = unknown; expected ON; {RestartRemedy}.");

    [Fact]
    public void Another_server_id_is_refused() =>
        ShouldBeRefused(
            Found.Fresh().With("node1", server => server with { ServerId = 17 }),
            "node1 has server_id = 17; expected 1; set it in the server's configuration, or correct ServerId of the topology.");

    [Fact]
    public void The_same_server_uuid_on_two_nodes_is_refused_on_both() =>
        ShouldBeRefused(
            Found.Fresh().With("node2", server => server with { ServerUuid = SimulatedNode.UuidOf(Topologies.Named(Topologies.Default).Node("node1")) }),
            "node1 and node2 have the same server_uuid 00000001-1111-1111-1111-111111111111; expected a different one on each; "
            + "stop one of them, remove auto.cnf from its data directory and start it again.");

    [Fact]
    public void The_same_server_id_on_two_nodes_is_said_to_be_the_same()
    {
        var plan = Found.Fresh().With("node2", server => server with { ServerId = 1 }).Plan();

        plan.Refusals.Select(refusal => refusal.Sentence).ShouldBe(
        [
            "node2 has server_id = 1; expected 2; set it in the server's configuration, or correct ServerId of the topology.",
            "node1 and node2 have the same server_id 1; expected a different one on each; give one of them another server_id.",
        ]);
        plan.Refusals[1].Nodes.ShouldBe(["node1", "node2"]);
    }

    [Fact]
    public void Tables_that_came_past_the_binary_log_are_refused() =>
        ShouldBeRefused(
            Found.Fresh().With("node1", server => server with { HasUserData = true }),
            "node1 holds tables and knows of no transaction; expected every row to have come through the binary log, because no link can deliver the others; "
            + "load the data again with the binary log on, or start from a dump.");

    [Theory]
    [InlineData(5, 6, 51, false)]
    [InlineData(5, 7, 44, true)]
    [InlineData(8, 0, 41, true)]
    public void Two_sources_are_refused_where_a_server_follows_only_one(int major, int minor, int patch, bool accepted)
    {
        var server = new ServerVersion(ServerFamily.Classic, new Version(major, minor, patch));
        var found = Found.Fresh(Topologies.Mesh);
        // Every server, so that no link goes from a newer one to an older.
        found = found.Topology.Nodes.Aggregate(found, (left, node) => left.With(node.Name, state => state.As(server)));

        var plan = found.Plan();

        plan.Refusals.Select(refusal => refusal.Sentence).ShouldBe(accepted ? [] : [Sentence("a", "b, c"), Sentence("b", "a, c"), Sentence("c", "a, b")]);
        plan.Steps.Any(step => step.IsNew).ShouldBe(accepted);

        string Sentence(string node, string sources) =>
            $"{node} has 2 sources ({sources}) and runs {server}, which follows only one; expected a server with replication channels; remove all but one of its links, or upgrade the server.";
    }

    [Fact]
    public void Two_named_connections_of_MariaDB_are_not_refused() =>
        Found.Fresh(Topologies.Mesh).With("a", state => state with { Version = new ServerVersion(ServerFamily.MariaDb, new Version(10, 11, 19)) })
            .Plan().Refusals.ShouldNotContain(refusal => refusal.Sentence.Contains("sources"));

    [Fact]
    public void A_channel_from_a_stranger_is_refused()
    {
        var stranger = new ChannelState
        {
            Name = "it's theirs",
            Target = new ChannelTarget("elsewhere", 3306, "root", true, false, default, 1, default, default),
            SourceUuid = "99999999-1111-1111-1111-111111111111",
            Io = ReplicaThreadState.Running,
            Sql = ReplicaThreadState.Running,
        };
        var found = Found.Wired().With("node4", server => server with { Channels = [.. server.Channels, stranger] });

        ShouldBeRefused(found,
            "node4 follows elsewhere:3306 by the channel 'it's theirs', which is no node of this topology; expected only links of the topology; add that server, "
            + @"or run on node4: STOP REPLICA FOR CHANNEL 'it\'s theirs'; RESET REPLICA ALL FOR CHANNEL 'it\'s theirs';");
        found.Without("node2").Plan().Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void A_refusal_that_the_server_itself_gives_is_passed_on()
    {
        var found = Found.Wired().Without("node1");
        var nodes = new Dictionary<string, NodeState>(found.Nodes) { ["node1"] = new("node1", null, "no", "node1 runs 5.7.44; expected MySQL 8.4 or later; upgrade the server.") };

        ShouldBeRefused(found with { Nodes = nodes }, "node1 runs 5.7.44; expected MySQL 8.4 or later; upgrade the server.");
    }

    static ServerVersion Version(int major, int minor, int patch) => new(ServerFamily.Current, new Version(major, minor, patch));

    static void ShouldBeRefused(PlannerInput found, string sentence, params string[] nodes)
    {
        var plan = found.Plan();

        plan.Refusals.Select(refusal => refusal.Sentence).ShouldBe([sentence]);
        plan.Refusals[0].Nodes.ShouldBe(nodes.Length > 0 ? nodes : [.. found.Topology.Nodes.Select(node => node.Name).Where(name => sentence.StartsWith(name, StringComparison.Ordinal) || sentence.Contains($"and {name} have", StringComparison.Ordinal))]);
        plan.Steps.Where(step => step.IsNew).ShouldBeEmpty();
        plan.Steps.Where(step => step.Nodes.Any(plan.Refusals[0].Nodes.Contains)).ShouldBeEmpty();
    }
}
