using CsCheck;
using DualMaster.Replication.Topology;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Topology;

/// <summary>What a host hands over as environment variables is what the initializer reads.</summary>
public sealed class TopologyEnvironmentTests
{
    [Fact]
    public void Any_valid_topology_survives_the_environment() =>
        ValidTopologies.Any.Sample(topology => ShouldBeSame(Read(TopologyEnvironment.For(topology)), topology));

    [Fact]
    public void The_connection_string_of_any_valid_node_survives_the_environment() =>
        ValidTopologies.Any.Sample(topology =>
        {
            var configuration = Configuration(topology.Nodes.Select(node => KeyValuePair.Create(TopologyEnvironment.ConnectionString(node.Name), $"Server={node.Name}")));

            configuration.GetSection("ConnectionStrings").GetChildren().Select(entry => entry.Value).ShouldBe(
                topology.Nodes.Select(node => $"Server={node.Name}"), ignoreOrder: true);
        });

    [Fact]
    public void It_survives_a_real_environment()
    {
        var topology = DefaultTopology.OnLoopback(5500, new TopologySettings { Grace = TimeSpan.FromMilliseconds(1234.5), Writer = "node3", WriterMode = WriterMode.One });
        foreach (var (name, value) in TopologyEnvironment.For(topology))
            Environment.SetEnvironmentVariable($"TopologyEnvironmentTests_{name}", value);

        var options = new ConfigurationBuilder().AddEnvironmentVariables("TopologyEnvironmentTests_").Build()
            .GetRequiredSection(TopologyOptions.Section).Get<TopologyOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!;

        ShouldBeSame(options.ToTopology(), topology);
    }

    [Fact]
    public void The_variables_of_the_default_topology_are_these() =>
        TopologyEnvironment.For(DefaultTopology.OnLoopback(5500)).Where(variable => !variable.Key.Contains("__2__") && !variable.Key.Contains("__3__"))
            .Select(variable => $"{variable.Key}={variable.Value}").ShouldBe(
            [
                "Topology__Nodes__0__Name=node1",
                "Topology__Nodes__0__Role=Master",
                "Topology__Nodes__0__ServerId=1",
                "Topology__Nodes__0__ReplicationHost=127.0.0.1",
                "Topology__Nodes__0__ReplicationPort=5501",
                "Topology__Nodes__1__Name=node2",
                "Topology__Nodes__1__Role=Replica",
                "Topology__Nodes__1__ServerId=2",
                "Topology__Nodes__1__ReplicationHost=127.0.0.1",
                "Topology__Nodes__1__ReplicationPort=5502",
                "Topology__Links__0__Source=node1",
                "Topology__Links__0__Replica=node2",
                "Topology__Links__0__Delay=00:00:00",
                "Topology__Links__1__Source=node3",
                "Topology__Links__1__Replica=node4",
                "Topology__Links__1__Delay=00:00:00",
                "Topology__WriterMode=All",
                "Topology__Positioning=Gtid",
                "Topology__AutoIncrementStep=2",
                "Topology__BeatInterval=00:00:01",
            "Topology__RoundInterval=00:00:01",
                "Topology__ProvingInterval=00:00:00.2000000",
                "Topology__Grace=00:00:05",
                "Topology__StatementTimeout=00:00:03",
                "Topology__BeatPatience=00:00:04",
                "Topology__BinaryLogRetention=1.00:00:00",
            ]);

    [Fact]
    public void No_setting_is_forgotten() =>
        typeof(TopologySettings).GetProperties().Where(property => property.PropertyType != typeof(RepairSettings)).Select(property => $"Topology__{property.Name}")
            .Concat(typeof(RepairSettings).GetProperties().Select(property => $"Topology__Repairs__{property.Name}")).ShouldBeSubsetOf(
                TopologyEnvironment.For(DefaultTopology.OnLoopback(5500, Unusual)).Select(variable => variable.Key));

    [Fact]
    public void Secrets_are_not_among_the_variables_and_have_names_of_their_own()
    {
        TopologyEnvironment.ReplicationPassword.ShouldBe("Topology__ReplicationPassword");
        TopologyEnvironment.ConnectionString("node1").ShouldBe("ConnectionStrings__node1");
        TopologyEnvironment.ReplicationHost(2).ShouldBe("Topology__Nodes__2__ReplicationHost");
        TopologyEnvironment.ReplicationPort(2).ShouldBe("Topology__Nodes__2__ReplicationPort");
        TopologyEnvironment.For(DefaultTopology.OnLoopback(5500)).ShouldAllBe(variable => !variable.Key.Contains("Password") && !variable.Key.Contains("ConnectionStrings"));
    }

    static TopologySettings Unusual => new()
    {
        Writer = "node3",
        WriterMode = WriterMode.One,
        RehomeAfter = TimeSpan.Zero,
        Repairs = new RepairSettings { StoppedThread = false, Drift = false, ReadOnly = false, LostLink = false, LostData = false, HalfOpen = false, Rehome = false },
    };

    static void ShouldBeSame(ReplicationTopology read, ReplicationTopology topology)
    {
        read.Nodes.ShouldBe(topology.Nodes);
        read.Links.ShouldBe(topology.Links);
        read.Settings.ShouldBe(topology.Settings with { AutoIncrementStep = topology.AutoIncrementStep });
    }

    static ReplicationTopology Read(IEnumerable<KeyValuePair<string, string>> variables) =>
        Configuration(variables).GetSection(TopologyOptions.Section).Get<TopologyOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!.ToTopology();

    // As the provider of environment variables does it; the environment itself belongs to the whole process.
    static IConfigurationRoot Configuration(IEnumerable<KeyValuePair<string, string>> variables) =>
        new ConfigurationBuilder().AddInMemoryCollection(
            variables.Select(variable => KeyValuePair.Create(variable.Key.Replace("__", ":"), (string?)variable.Value))).Build();
}
