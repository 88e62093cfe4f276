using DualMaster.Replication.Topology;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace DualMaster.ReplicationInitializer.Tests;

/// <summary>What hosts and files give is read; whatever is wrong with it is a sentence, before anything is started.</summary>
public sealed class InitializerConfigurationTests
{
    const string Secret = "the-secret-7xQ";

    [Fact]
    public void The_environment_as_hosts_give_it_is_read()
    {
        var topology = DefaultTopology.OnLoopback(5500, new TopologySettings { Grace = TimeSpan.FromSeconds(1) });
        var variables = TopologyEnvironment.For(topology)
            .Concat(topology.Nodes.Select(node => KeyValuePair.Create(TopologyEnvironment.ConnectionString(node.Name), Connection(node.ReplicationPort))))
            .Append(new(TopologyEnvironment.ReplicationPassword, Secret));
        foreach (var (name, value) in variables)
            Environment.SetEnvironmentVariable($"InitializerConfigurationTests_{name}", value);

        var read = InitializerConfiguration.Read(new ConfigurationBuilder().AddEnvironmentVariables("InitializerConfigurationTests_").Build());

        read.Topology.Nodes.ShouldBe(topology.Nodes);
        read.Topology.Links.ShouldBe(topology.Links);
        read.Topology.Settings.ShouldBe(topology.Settings with { AutoIncrementStep = 2 });
        read.ConnectionStrings.ShouldBe(topology.Nodes.ToDictionary(node => node.Name, node => Connection(node.ReplicationPort)), ignoreOrder: true);
        read.ReplicationPassword.ShouldBe(Secret);
    }

    [Fact]
    public void A_file_is_read_with_the_defaults_for_what_it_leaves_out()
    {
        var read = InitializerConfiguration.Read(Settings.File());

        read.Topology.Nodes.ShouldBe([new("left", NodeRole.Master, 10, "left.db", 3306), new("right", NodeRole.Master, 20, "right.db", 3307)]);
        read.Topology.Links.ShouldBe([new("left", "right"), new("right", "left", TimeSpan.FromSeconds(30))]);
        read.Topology.Settings.ShouldBe(new TopologySettings());
        read.ReplicationPassword.ShouldBe(Secret);
    }

    [Fact]
    public void The_environment_overrides_a_file()
    {
        var read = InitializerConfiguration.Read(Settings.File(("Topology:Nodes:1:ReplicationHost", "elsewhere"), ("Topology:WriterMode", "one"), ("Topology:Writer", "right")));

        read.Topology.Node("right").ReplicationHost.ShouldBe("elsewhere");
        read.Topology.Writers.Select(writer => writer.Name).ShouldBe(["right"]);
    }

    [Fact]
    public void A_name_in_other_letters_finds_its_connection_string() =>
        InitializerConfiguration.Read(Settings.File(("ConnectionStrings:LEFT", Connection(1)))).ConnectionStrings["left"].ShouldBe(Connection(1));

    [Fact]
    public void A_connection_string_of_something_else_does_not_disturb() =>
        InitializerConfiguration.Read(Settings.File(("ConnectionStrings:redis", "localhost:6379"))).Topology.Nodes.Count.ShouldBe(2);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void A_missing_connection_string(string? value) =>
        Problems(("ConnectionStrings:left", value)).ShouldBe(
            ["left has no connection string; expected one under ConnectionStrings:left; add it."]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_missing_password(string? value) =>
        Problems(("Topology:ReplicationPassword", value)).ShouldBe(
            ["Topology:ReplicationPassword is missing; expected the password of the replication account; set it in the environment."]);

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("sixteen-letters!", "sixteen-letters!")]
    public void A_key_for_commands_is_optional(string? set, string? read) =>
        InitializerConfiguration.Read(Settings.File(("Topology:CommandKey", set))).CommandKey.ShouldBe(read);

    [Fact]
    public void A_key_that_is_soon_guessed_is_refused_and_not_told() =>
        Problems(("Topology:CommandKey", "fifteen-letters")).ShouldBe(
            ["Topology:CommandKey has 15 characters; expected at least 16, because whoever guesses it can stop replication; set a longer one, or none."]);

    [Fact]
    public void Several_things_missing_are_said_at_once() =>
        Problems(("ConnectionStrings:left", null), ("ConnectionStrings:right", null), ("Topology:ReplicationPassword", null)).Count.ShouldBe(3);

    [Fact]
    public void No_configuration_at_all() =>
        Should.Throw<TopologyException>(() => InitializerConfiguration.Read(new ConfigurationBuilder().Build())).Problems.ShouldBe(
            ["The topology has no nodes; expected at least a master and a replica; name them under Topology:Nodes."]);

    [Theory]
    [InlineData("Topology:Grase", "00:00:05", "Grase")]
    [InlineData("Topology:Nodes:0:Rolle", "Master", "Rolle")]
    [InlineData("Topology:Links:0:Lag", "00:00:05", "Lag")]
    public void A_name_that_is_misspelt_is_named(string key, string value, string named) =>
        Problems((key, value)).ShouldBe([$"The section Topology has the unknown setting '{named}'; expected the settings that README.md lists; correct its name."]);

    [Theory]
    [InlineData("Topology:Nodes:0:ServerId", "first", "a whole number")]
    [InlineData("Topology:Nodes:0:ServerId", "-1", "a whole number")]
    [InlineData("Topology:Nodes:0:ServerId", "4294967296", "a whole number")]
    [InlineData("Topology:Nodes:0:ReplicationPort", "http", "a whole number")]
    [InlineData("Topology:Nodes:0:Role", "Boss", "Master or Replica")]
    [InlineData("Topology:WriterMode", "Some", "All or One")]
    [InlineData("Topology:AutoIncrementStep", "2.5", "a whole number")]
    [InlineData("Topology:Grace", "soon", "a time such as 00:00:05")]
    [InlineData("Topology:Grace", "5s", "a time such as 00:00:05")]
    [InlineData("Topology:Links:0:Delay", "long", "a time such as 00:00:05")]
    public void A_value_that_cannot_be_read_is_named_with_its_setting(string key, string value, string expected) =>
        Problems((key, value)).ShouldBe([$"{key} is '{value}'; expected {expected}; correct it."]);

    [Theory]
    [InlineData("Server=db;Pasword=" + Secret)]
    [InlineData("Server=db;Port=first;Password=" + Secret)]
    [InlineData(Secret)]
    public void A_connection_string_that_cannot_be_read_is_a_sentence_without_its_secret(string malformed)
    {
        var problem = Problems(("ConnectionStrings:left", malformed)).ShouldHaveSingleItem();

        problem.ShouldContain("ConnectionStrings:left");
        problem.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("Topology:Grase", "1")]
    [InlineData("Topology:Nodes:0:ServerId", "first")]
    [InlineData("Topology:Nodes:0:Name", "")]
    [InlineData("ConnectionStrings:right", null)]
    public void No_sentence_holds_a_secret(string key, string? value) =>
        Problems((key, value)).ShouldAllBe(problem => !problem.Contains(Secret) && problem.Contains("expected"));

    [Fact]
    public void A_password_under_a_misspelt_name_is_not_told() =>
        Problems(("Topology:ReplicationPasword", Secret), ("Topology:ReplicationPassword", null)).ShouldAllBe(problem => !problem.Contains(Secret));

    [Fact]
    public void What_is_wrong_with_the_topology_is_said_as_it_is() =>
        Problems(("Topology:Nodes:1:ServerId", "10")).ShouldBe(
            ["left and right have the same server_id 10; expected a different one on each, because a server skips events that carry its own; change one."]);

    static IReadOnlyList<string> Problems(params (string Key, string? Value)[] changes) =>
        Should.Throw<TopologyException>(() => InitializerConfiguration.Read(Settings.File(changes))).Problems;

    static string Connection(int port) => $"Server=127.0.0.1;Port={port};User ID=root;Password={Secret}";

    static class Settings
    {
        const string Json =
            $$"""
            {
              "Logging": { "LogLevel": { "Default": "Information" } },
              "ConnectionStrings": { "left": "Server=left.db;User ID=root;Password={{Secret}}", "right": "Server=right.db;User ID=root;Password={{Secret}}" },
              "Topology": {
                "ReplicationPassword": "{{Secret}}",
                "Nodes": [
                  { "Name": "left", "ServerId": 10, "ReplicationHost": "left.db" },
                  { "Name": "right", "Role": "master", "ServerId": 20, "ReplicationHost": "right.db", "ReplicationPort": 3307 }
                ],
                "Links": [
                  { "Source": "left", "Replica": "right" },
                  { "Source": "right", "Replica": "left", "Delay": "00:00:30" }
                ]
              }
            }
            """;

        /// <summary>A file that is right, with what comes after it in the order of sources.</summary>
        public static IConfiguration File(params (string Key, string? Value)[] changes) =>
            new ConfigurationBuilder()
                .AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Json)))
                .AddInMemoryCollection(changes.Select(change => KeyValuePair.Create(change.Key, change.Value)))
                .Build();
    }
}
