using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Model;

/// <summary>Topologies that somebody builds with the extensions, and what these refuse.</summary>
public sealed class OwnTopologyTests
{
    readonly IDistributedApplicationBuilder builder = Application.Empty();

    [Fact]
    public async Task Three_masters_with_two_replicas_each_are_fifteen_lines_of_links_that_nobody_writes()
    {
        var topology = builder.AddReplicationTopology("cluster");
        foreach (var number in Enumerable.Range(1, 3))
        {
            var master = topology.AddMaster(Server($"m{number}"));
            topology.AddReplica(Server($"m{number}r1"), master);
            topology.AddReplica(Server($"m{number}r2"), master, TimeSpan.FromMinutes(1));
        }

        string[] links = [.. topology.Resource.Links.Select(link => link.Name)];

        links.ShouldBe(
        [
            "m1-to-m2", "m2-to-m1", "m1-to-m3", "m3-to-m1", "m2-to-m3", "m3-to-m2",
            "m1-to-m1r1", "m1-to-m1r2", "m2-to-m2r1", "m2-to-m2r2", "m3-to-m3r1", "m3-to-m3r2",
        ], ignoreOrder: true);
        topology.Resource.Topology.Nodes.Select(node => node.ServerId).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        topology.Resource.Topology.Links.Single(link => link.Replica == "m3r2").Delay.ShouldBe(TimeSpan.FromMinutes(1));
        var arguments = await builder.ArgumentsAsync(builder.Resource<MySqlServerResource>("m3"));
        new[] { "--server-id=7", "--auto-increment-increment=3", "--auto-increment-offset=3", "--report-host=net-m3" }.ShouldBeSubsetOf(arguments);
    }

    [Fact]
    public void A_replica_may_have_one_more_source()
    {
        var topology = builder.AddReplicationTopology("cluster");
        var first = topology.AddMaster(Server("a"));
        var second = topology.AddMaster(Server("b"));
        var replica = topology.AddReplica(Server("c"), first);

        topology.WithLink(second, replica, TimeSpan.FromSeconds(30));

        topology.Resource.Topology.Links.ShouldContain(new TopologyLink("b", "c", TimeSpan.FromSeconds(30)));
        topology.Resource.Links[^1].Name.ShouldBe("b-to-c");
    }

    [Fact]
    public void A_server_without_an_address_for_the_other_nodes_is_refused()
    {
        var topology = builder.AddReplicationTopology("cluster");

        Should.Throw<ArgumentException>(() => topology.AddMaster(builder.AddMySql("a"))).Message
            .ShouldStartWith("a has no address for the other nodes; expected WithReplicationAddress to be called first; call it.");
    }

    [Fact]
    public void A_source_that_is_no_node_is_refused()
    {
        var topology = builder.AddReplicationTopology("cluster");

        Should.Throw<ArgumentException>(() => topology.AddReplica(Server("b"), Server("a"))).Message
            .ShouldStartWith("a is no node of cluster; expected one that was added before; add it first.");
    }

    [Fact]
    public void Nothing_can_be_added_to_a_topology_that_was_handed_on()
    {
        var topology = builder.AddReplicationTopology("cluster");
        topology.AddMaster(Server("a"));
        _ = topology.Resource.Topology;

        Should.Throw<InvalidOperationException>(() => topology.AddMaster(Server("b"))).Message
            .ShouldBe("The topology cluster is in use already; expected all nodes and links before that; add them earlier.");
    }

    [Fact]
    public void A_topology_that_cannot_be_wired_is_refused_with_what_is_wrong()
    {
        var topology = builder.AddReplicationTopology("cluster", new TopologySettings { WriterMode = WriterMode.One, Writer = "nobody" });
        topology.AddMaster(Server("a"));

        Should.Throw<TopologyException>(() => topology.Resource.Topology).Message.ShouldContain("nobody");
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("oracle")]
    public async Task An_image_whose_tag_tells_no_series_is_refused(string tag)
    {
        var topology = builder.AddReplicationTopology("cluster");
        topology.AddMaster(Server("a").WithImageTag(tag));

        (await Should.ThrowAsync<DistributedApplicationException>(() => builder.ArgumentsAsync(builder.Resource<MySqlServerResource>("a")))).Message
            .ShouldBe($"a has the image tag '{tag}'; expected one that begins with a series, such as 9.7 or 8.4.10; give one with --image-tag=.");
    }

    [Theory]
    [InlineData("9", "9.0.0")]
    [InlineData("9.7", "9.7.0")]
    [InlineData("8.4.10", "8.4.0")]
    [InlineData("5.7-debian", "5.7.0")]
    public void The_series_of_an_image_is_read_from_its_tag(string tag, string version) =>
        MySqlImage.Version(Server("a").WithImageTag(tag).Resource).ToString().ShouldBe(version);

    [Fact]
    public void What_is_missing_is_named()
    {
        var topology = builder.AddReplicationTopology("cluster");
        var server = Server("a");

        Should.Throw<ArgumentNullException>(() => ((IDistributedApplicationBuilder)null!).AddReplicationTopology("x")).ParamName.ShouldBe("builder");
        Should.Throw<ArgumentException>(() => builder.AddReplicationTopology(string.Empty)).ParamName.ShouldBe("name");
        Should.Throw<ArgumentNullException>(() => topology.AddMaster((IResourceBuilder<MySqlServerResource>)null!)).ParamName.ShouldBe("server");
        Should.Throw<ArgumentNullException>(() => topology.AddReplica(server, null!)).ParamName.ShouldBe("source");
        Should.Throw<ArgumentException>(() => server.WithReplicationAddress(string.Empty)).ParamName.ShouldBe("name");
        Should.Throw<ArgumentNullException>(() => server.WithNodeVolumes(null!)).ParamName.ShouldBe("prefix");
        Should.Throw<ArgumentException>(() => server.WithOptionFiles(string.Empty)).ParamName.ShouldBe("directory");
        Should.Throw<ArgumentException>(() => builder.AddExistingServer(string.Empty)).ParamName.ShouldBe("name");
        Should.Throw<ArgumentException>(() => builder.AddGeneratedPassword(string.Empty)).ParamName.ShouldBe("name");
        Should.Throw<ArgumentException>(() => server.WithLocalPort(string.Empty, 1)).ParamName.ShouldBe("endpointName");
    }

    IResourceBuilder<MySqlServerResource> Server(string name) => builder.AddMySql(name).WithImageTag("9.7").WithReplicationAddress($"net-{name}");
}
