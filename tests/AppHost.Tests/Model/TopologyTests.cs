using Aspire.Hosting.ApplicationModel;
using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Model;

/// <summary>Topology, links and initializer of the AppHost as they are.</summary>
public sealed class TopologyTests
{
    [Fact]
    public async Task Two_masters_replicate_with_each_other_and_each_has_a_replica()
    {
        var builder = await Application.OfTheAppHostAsync();

        var topology = builder.Resource<ReplicationTopologyResource>("topology").Topology;

        topology.Nodes.Select(node => (node.Name, node.Role, node.ServerId)).ShouldBe(
            [("node1", NodeRole.Master, 1u), ("node2", NodeRole.Replica, 2u), ("node3", NodeRole.Master, 3u), ("node4", NodeRole.Replica, 4u)]);
        topology.Links.ShouldBe([new("node1", "node2"), new("node1", "node3"), new("node3", "node1"), new("node3", "node4")]);
    }

    [Fact]
    public async Task Nodes_and_links_stand_below_the_topology_and_arrows_lead_from_source_over_link_to_replica()
    {
        var builder = await Application.OfTheAppHostAsync();

        string[] relations = [.. builder.Resources
            .Where(resource => resource is MySqlServerResource or ReplicationLinkResource)
            .SelectMany(resource => resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                .Where(relation => relation.Resource is not ParameterResource)
                .Select(relation => $"{resource.Name} {relation.Type} {relation.Resource.Name}"))];

        relations.ShouldBe(
        [
            "node1 Parent topology", "node2 Parent topology", "node3 Parent topology", "node4 Parent topology",
            "node1-to-node2 Parent topology", "node1-to-node3 Parent topology", "node3-to-node1 Parent topology", "node3-to-node4 Parent topology",
            "node1 Source of node1-to-node2", "node1-to-node2 Replica node2",
            "node1 Source of node1-to-node3", "node1-to-node3 Replica node3",
            "node3 Source of node3-to-node1", "node3-to-node1 Replica node1",
            "node3 Source of node3-to-node4", "node3-to-node4 Replica node4",
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task A_link_is_commanded_for_itself_and_the_whole_shows_its_status()
    {
        var builder = await Application.OfTheAppHostAsync();

        foreach (var link in builder.Resources.OfType<ReplicationLinkResource>())
            Commands(link).ShouldBe(["replication-pause", "replication-resume", "replication-restart"]);
        Commands(builder.Resource<ReplicationTopologyResource>("topology")).ShouldBe(["replication-status", "replication-reprove"]);
    }

    [Fact]
    public async Task Topology_and_links_have_a_health_of_their_own_and_no_part_in_a_deployment()
    {
        var builder = await Application.OfTheAppHostAsync();

        foreach (var resource in builder.Resources.Where(resource => resource is ReplicationLinkResource or ReplicationTopologyResource))
        {
            resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ShouldBe([$"{resource.Name}_check"]);
            resource.Last<ManifestPublishingCallbackAnnotation>().ShouldBe(ManifestPublishingCallbackAnnotation.Ignore);
        }
    }

    [Fact]
    public async Task The_initializer_waits_for_all_servers_and_its_health_is_the_proof()
    {
        var builder = await Application.OfTheAppHostAsync();
        var initializer = builder.Resource<ProjectResource>("initializer");

        initializer.Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, wait.WaitType)).ShouldBe(
            [("node1", WaitType.WaitUntilHealthy), ("node2", WaitType.WaitUntilHealthy), ("node3", WaitType.WaitUntilHealthy), ("node4", WaitType.WaitUntilHealthy)]);
        initializer.Annotations.OfType<HealthCheckAnnotation>().ShouldHaveSingleItem().Key.ShouldContain("/health");
        initializer.Last<EndpointAnnotation>().ShouldSatisfyAllConditions(http => http.Name.ShouldBe("http"), http => http.Port.ShouldBe(5500), http => http.IsExternal.ShouldBeFalse());
    }

    [Fact]
    public async Task The_initializer_gets_both_addresses_of_every_node()
    {
        var builder = await Application.OfTheAppHostAsync();

        var environment = await builder.EnvironmentAsync(builder.Resource<ProjectResource>("initializer"));

        foreach (var index in Enumerable.Range(0, 4))
        {
            environment[TopologyEnvironment.ReplicationHost(index)].ShouldBe($"MySQL.Cluster.Node{index + 1}");
            environment[TopologyEnvironment.ReplicationPort(index)].ShouldBe("3306");
            environment[TopologyEnvironment.ConnectionString($"node{index + 1}")].ShouldBe($"{{node{index + 1}.connectionString}}");
        }

        // Of root's password, which stands in them, there are no further copies.
        environment.Keys.ShouldNotContain(name => name.Contains("PASSWORD", StringComparison.Ordinal) || name.Contains("_URI", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_of_the_topology_are_handed_on_under_the_names_that_the_initializer_has()
    {
        var builder = await Application.OfTheAppHostAsync("--Topology:WriterMode=One", "--Topology:Writer=node3", "--Topology:AutoIncrementStep=5");

        var environment = await builder.EnvironmentAsync(builder.Resource<ProjectResource>("initializer"));

        environment["Topology__WriterMode"].ShouldBe("One");
        environment["Topology__Writer"].ShouldBe("node3");
        (await builder.ArgumentsAsync(builder.Resource<MySqlServerResource>("node3"))).ShouldContain("--auto-increment-increment=5");
    }

    static IEnumerable<string> Commands(IResource resource) => resource.Annotations.OfType<ResourceCommandAnnotation>().Select(command => command.Name);
}
