using Aspire.Hosting.ApplicationModel;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Model;

/// <summary>The nodes of the AppHost as they are.</summary>
public sealed class NodeTests
{
    [Theory]
    [InlineData("node1", 5501, "MySQL.Cluster.Node1")]
    [InlineData("node2", 5502, "MySQL.Cluster.Node2")]
    [InlineData("node3", 5503, "MySQL.Cluster.Node3")]
    [InlineData("node4", 5504, "MySQL.Cluster.Node4")]
    public async Task A_node_has_its_port_on_this_machine_and_its_name_in_the_network_of_containers(string name, int port, string address)
    {
        var builder = await Application.OfTheAppHostAsync();
        var node = builder.Resource<MySqlServerResource>(name);

        var endpoint = node.Annotations.OfType<EndpointAnnotation>().ShouldHaveSingleItem();
        (endpoint.Name, endpoint.Port, endpoint.TargetPort, endpoint.IsExternal).ShouldBe(("tcp", port, 3306, false));
        node.Last<ContainerNameAnnotation>().Name.ShouldBe(address);
        node.Last<ContainerNetworkAliasAnnotation>().Alias.ShouldBe(address);
        node.Last<ContainerImageAnnotation>().ShouldSatisfyAllConditions(image => image.Image.ShouldBe("library/mysql"), image => image.Tag.ShouldBe("9.7"));
    }

    [Fact]
    public async Task Data_and_logs_are_in_volumes_whose_names_do_not_depend_on_the_place_of_the_working_copy()
    {
        var builder = await Application.OfTheAppHostAsync();

        Mounts(builder.Resource<MySqlServerResource>("node2")).ShouldBe(["dualmaster-node2-data at /var/lib/mysql", "dualmaster-node2-logs at /var/log/mysql"]);
    }

    [Fact]
    public async Task Names_ports_volumes_and_the_image_can_be_asked_for()
    {
        var builder = await Application.OfTheAppHostAsync("--cluster-name=Other", "--port-base=6500", "--volume-prefix=other", "--image-tag=8.4");
        var node = builder.Resource<MySqlServerResource>("node3");

        node.Last<EndpointAnnotation>().Port.ShouldBe(6503);
        node.Last<ContainerNameAnnotation>().Name.ShouldBe("Other.Node3");
        node.Last<ContainerImageAnnotation>().Tag.ShouldBe("8.4");
        Mounts(node).ShouldBe(["other-node3-data at /var/lib/mysql", "other-node3-logs at /var/log/mysql"]);
        builder.Resource<ProjectResource>("initializer").Last<EndpointAnnotation>().Port.ShouldBe(6500);
    }

    [Fact]
    public async Task Without_a_prefix_for_volumes_there_are_none()
    {
        var builder = await Application.OfTheAppHostAsync("--volume-prefix=");

        builder.Resources.SelectMany(Mounts).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_is_started_with_the_options_of_its_place_and_reports_the_address_by_which_others_reach_it()
    {
        var builder = await Application.OfTheAppHostAsync();

        var arguments = await builder.ArgumentsAsync(builder.Resource<MySqlServerResource>("node4"));

        arguments.ShouldBeSubsetOf(arguments.Distinct());
        new[]
        {
            "--server-id=4", "--report-host=MySQL.Cluster.Node4", "--report-port=3306", "--auto-increment-increment=2", "--auto-increment-offset=2",
            "--gtid-mode=ON", "--log-replica-updates=ON", "--slow-query-log-file=/var/log/mysql/slow.log",
        }.ShouldBeSubsetOf(arguments);
        // They also reach the temporary server of the image's first start, which sets root's password.
        arguments.ShouldNotContain(argument => argument.Contains("read-only", StringComparison.Ordinal) || argument.Contains("skip-networking", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("8.4.10", "8.4.0")]
    [InlineData("9.7", "9.7.0")]
    public async Task Options_are_those_of_the_series_of_the_image(string tag, string version)
    {
        var builder = await Application.OfTheAppHostAsync($"--image-tag={tag}");
        var topology = builder.Resource<ReplicationTopologyResource>("topology").Topology;
        ServerVersion.TryParse(version, out var series).ShouldBeTrue();

        var arguments = await builder.ArgumentsAsync(builder.Resource<MySqlServerResource>("node1"));

        ServerOptions.For(topology, topology.Node("node1"), series!).Where(option => !option.Name.StartsWith("report", StringComparison.Ordinal))
            .Select(option => option.ToArgument()).ShouldBeSubsetOf(arguments);
    }

    [Fact]
    public async Task The_first_start_leaves_no_transaction_and_all_nodes_have_one_password()
    {
        var builder = await Application.OfTheAppHostAsync();

        foreach (var node in builder.Resources.OfType<MySqlServerResource>())
            (await builder.EnvironmentAsync(node)).ShouldBe(new Dictionary<string, string>
            {
                ["MYSQL_ROOT_PASSWORD"] = "{root-password.value}",
                ["MYSQL_INITDB_SKIP_TZINFO"] = "1",
            }, ignoreOrder: true);
    }

    [Fact]
    public async Task The_engine_starts_a_node_again_and_knows_to_which_run_it_belongs()
    {
        var builder = await Application.OfTheAppHostAsync();

        (await Application.EngineArgumentsAsync(builder.Resource<MySqlServerResource>("node1")))
            .ShouldBe(["--restart=always", $"--label=dualmaster.apphost={HostMark.OfThisProcess}"]);
    }

    [Fact]
    public async Task Nothing_waits_for_a_node_to_replicate_but_the_initializer_itself()
    {
        var builder = await Application.OfTheAppHostAsync();

        foreach (var node in builder.Resources.OfType<MySqlServerResource>())
        {
            node.Annotations.OfType<WaitAnnotation>().ShouldBeEmpty();
            node.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ShouldBe([$"{node.Name}_check"]);
            node.ShouldNotBeAssignableTo<IResourceWithParent>();
        }
    }

    [Theory]
    [InlineData("root-password")]
    [InlineData("replication-password")]
    [InlineData("command-key")]
    public async Task A_secret_is_generated_so_that_it_fits_wherever_it_goes(string name)
    {
        var builder = await Application.OfTheAppHostAsync();

        var parameter = builder.Resource<ParameterResource>(name);

        parameter.Secret.ShouldBeTrue();
        // CHANGE REPLICATION SOURCE TO takes 32 characters at most.
        parameter.Default.ShouldNotBeNull().GetDefaultValue().ShouldMatch("^[A-Za-z0-9]{28,32}$");
    }

    [Fact]
    public async Task The_replication_password_is_another_one_than_roots()
    {
        var builder = await Application.OfTheAppHostAsync();

        builder.Resources.OfType<ParameterResource>().Select(parameter => parameter.Name).ShouldBe(["root-password", "replication-password", "command-key"]);
        var environment = await builder.EnvironmentAsync(builder.Resource<ProjectResource>("initializer"));
        environment[TopologyEnvironment.ReplicationPassword].ShouldBe("{replication-password.value}");
        environment[TopologyEnvironment.CommandKey].ShouldBe("{command-key.value}");
    }

    static IEnumerable<string> Mounts(IResource resource) =>
        resource.Annotations.OfType<ContainerMountAnnotation>().Select(mount => $"{mount.Source} at {mount.Target}");
}
