using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Model;

/// <summary>What an application gets that refers to a topology.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task A_process_of_this_machine_gets_a_string_for_every_node_and_the_first_writer_and_replica()
    {
        var builder = Application.Empty();
        var application = builder.AddExecutable("app", "app", ".").WithReference(Topology(builder));

        (await builder.EnvironmentAsync(application.Resource)).ShouldBe(new Dictionary<string, string>
        {
            ["ConnectionStrings__a"] = "{a.connectionString}",
            ["ConnectionStrings__a-replica"] = "{a-replica.connectionString}",
            ["ConnectionStrings__b"] = "{b.connectionString}",
            ["ConnectionStrings__b-replica"] = "{b-replica.connectionString}",
            ["ConnectionStrings__cluster-writer"] = "{a.connectionString}",
            ["ConnectionStrings__cluster-reader"] = "{a-replica.connectionString}",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_container_gets_all_writers_to_fail_over_and_all_replicas_in_turn()
    {
        var builder = Application.Empty();
        var application = builder.AddContainer("app", "app").WithReference(Topology(builder));

        var environment = await builder.EnvironmentAsync(application.Resource);

        environment["ConnectionStrings__cluster-writer"].ShouldBe("{a.connectionString};Server=net-a,net-b;Port=3306;Load Balance=FailOver");
        environment["ConnectionStrings__cluster-reader"].ShouldBe("{a-replica.connectionString};Server=net-a-replica,net-b-replica;Port=3306;Load Balance=RoundRobin");
    }

    [Fact]
    public async Task In_a_deployment_every_application_gets_all_hosts_by_the_names_that_the_platform_gives_them()
    {
        var builder = Application.Empty(DistributedApplicationOperation.Publish);
        var application = builder.AddExecutable("app", "app", ".").WithReference(Topology(builder));

        var environment = await builder.EnvironmentAsync(application.Resource);

        environment["ConnectionStrings__cluster-writer"].ShouldBe(
            "{a.connectionString};Server={a.bindings.tcp.host},{b.bindings.tcp.host};Port={a.bindings.tcp.port};Load Balance=FailOver");
    }

    [Fact]
    public async Task With_one_writer_the_string_for_writes_names_that_one()
    {
        var builder = Application.Empty();
        var topology = Topology(builder, new() { WriterMode = Replication.Topology.WriterMode.One, Writer = "b" });
        var application = builder.AddContainer("app", "app").WithReference(topology);

        (await builder.EnvironmentAsync(application.Resource))["ConnectionStrings__cluster-writer"].ShouldBe("{b.connectionString};Server=net-b;Port=3306;Load Balance=FailOver");
    }

    [Fact]
    public async Task Without_replicas_reads_go_to_the_masters()
    {
        var builder = Application.Empty();
        var topology = builder.AddReplicationTopology("cluster");
        topology.AddMaster(Server(builder, "a"));
        topology.AddMaster(Server(builder, "b"));
        var application = builder.AddContainer("app", "app").WithReference(topology);

        (await builder.EnvironmentAsync(application.Resource))["ConnectionStrings__cluster-reader"].ShouldBe("{a.connectionString};Server=net-a,net-b;Port=3306;Load Balance=RoundRobin");
    }

    static IResourceBuilder<ReplicationTopologyResource> Topology(IDistributedApplicationBuilder builder, Replication.Topology.TopologySettings? settings = null)
    {
        var topology = builder.AddReplicationTopology("cluster", settings);
        foreach (var name in new[] { "a", "b" })
            topology.AddReplica(Server(builder, $"{name}-replica"), topology.AddMaster(Server(builder, name)));
        return topology;
    }

    static IResourceBuilder<MySqlServerResource> Server(IDistributedApplicationBuilder builder, string name) =>
        builder.AddMySql(name).WithImageTag("9.7").WithReplicationAddress($"net-{name}");
}
