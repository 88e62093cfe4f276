using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>Which channel is which link: by the server behind it, then by its address.</summary>
public sealed class ChannelMatchTests
{
    const string Gone = "99999999-1111-1111-1111-111111111111";

    [Fact]
    public void A_source_that_moved_is_known_by_its_uuid_and_its_new_address_is_set() =>
        ShouldBeCorrected(Found.Wired().WithChannel("node2", channel => At(channel, "old", 1)));

    [Fact]
    public void A_replica_that_was_sent_to_the_other_master_is_sent_back()
    {
        var found = Found.Wired();

        ShouldBeCorrected(found.WithChannel("node2", channel => At(channel, "127.0.0.1", 5503) with { SourceUuid = found.Uuid("node3") }));
    }

    [Fact]
    public void A_channel_of_another_name_is_used_as_it_is() =>
        Found.Wired().WithChannel("node2", channel => channel with { Name = "legacy" }).Plan().Steps.ShouldBeEmpty();

    [Fact]
    public void A_host_in_other_letters_is_the_same_host()
    {
        var found = Found.Wired(Topologies.Mesh);

        found.WithChannel("a1", channel => At(channel, "A.LOCAL", 3306)).Plan().Steps.ShouldBeEmpty();
    }

    [Fact]
    public void A_channel_that_never_connected_and_is_trying_a_wrong_address_is_stopped_before_it_is_corrected() =>
        ShouldBeCorrected(Found.Wired().WithChannel("node2", channel => At(channel, "wrong", 1) with { SourceUuid = null, Io = ReplicaThreadState.Connecting }));

    [Fact]
    public void A_channel_whose_source_was_replaced_is_known_by_what_the_nodes_remember()
    {
        var found = Found.Wired().WithChannel("node2", channel => channel with { SourceUuid = Gone });
        found = found.With("node3", server => server with { Identities = [.. server.Identities, new IdentityRecord("node1", Gone, 1)] });

        ChannelMatch.Of(found, found.Link("node1", "node2")).ShouldNotBeNull();
        found.Plan().Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void While_the_source_is_away_its_channel_is_known_by_the_address()
    {
        var found = Found.Wired().WithChannel("node2", channel => channel with { SourceUuid = Gone }).Without("node1");

        ChannelMatch.Of(found, found.Link("node1", "node2")).ShouldNotBeNull();
        found.Plan().Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void An_address_proves_nothing_when_another_known_server_answers_there() =>
        Found.Wired().WithChannel("node2", channel => channel with { SourceUuid = Gone }).Plan().Refusals.Single().Nodes.ShouldBe(["node2"]);

    [Fact]
    public void A_second_channel_from_the_same_source_is_a_decision()
    {
        var plan = Found.Wired().With("node2", server => server with { Channels = [.. server.Channels, server.Channels[0] with { Name = "spare" }] }).Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Decisions.ShouldBe(
        [
            new Decision(
                "node2", "node2 has the channel 'spare' from 127.0.0.1:5501, which no link of the topology asks for.",
                "STOP REPLICA FOR CHANNEL 'spare'; RESET REPLICA ALL FOR CHANNEL 'spare';"),
        ]);
    }

    [Theory]
    [InlineData("b1", "b2")]
    [InlineData("b", "c")]
    [InlineData("c", "b")]
    public void One_channel_never_becomes_two_links_and_no_new_one_takes_its_name(string first, string second)
    {
        var found = Found.Wired(Topologies.Mesh);
        found = found.With("a", server => server with { Channels = [To(server, "b", first), To(server, "c", second)] });

        var configured = found.Plan().Steps.OfType<ConfigureChannel>().ToArray();

        configured.Select(step => (step.Node, step.Channel)).ShouldBeUnique();
        configured.ShouldAllBe(step => step.Exists);

        ChannelState To(ServerState server, string name, string source) => server.Channels.Single(channel => channel.Name == name) with
        {
            SourceUuid = found.Uuid(source),
            Target = server.Channels[0].Target with { Host = $"{source}.local", Port = 3306 },
        };
    }

    [Fact]
    public void A_new_channel_does_not_take_the_name_of_one_that_follows_somebody_else()
    {
        var found = Found.Wired(Topologies.Mesh);
        found = found.With("a", server => server with { Channels = [server.Channels.Single(channel => channel.Name == "c") with { Name = "b" }] });

        found.Plan().Steps.OfType<ConfigureChannel>().Where(step => step.Link.Source == "b").ShouldAllBe(step => step.Channel != "b" || step.Exists);
    }

    [Fact]
    public void One_lost_channel_among_two_is_laid_again_under_its_own_name()
    {
        var found = Found.Wired(Topologies.Mesh);
        found = found.With("a", server => server with { Channels = [.. server.Channels.Where(channel => channel.Name != "c")] });

        found.Plan().Steps.ShouldBe(
        [
            new ConfigureChannel(found.Link("c", "a"), "c", LinkPlanner.Target(found.Topology, found.Link("c", "a"), found.Server("c")!, found.Server("a")!), Exists: false),
            new StartChannel(found.Link("c", "a"), "c"),
        ]);
    }

    static ChannelState At(ChannelState channel, string host, int port) =>
        channel with { Target = channel.Target with { Host = host, Port = port } };

    static void ShouldBeCorrected(PlannerInput found)
    {
        var link = found.Link("node1", "node2");

        var plan = found.Plan();

        plan.Steps.ShouldBe([new ConfigureChannel(link, "", LinkPlanner.Target(found.Topology, link, found.Server("node1")!, found.Server("node2")!), Exists: true), new StartChannel(link, "")]);
        plan.Decisions.ShouldBeEmpty();
    }
}
