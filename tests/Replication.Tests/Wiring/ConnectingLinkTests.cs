using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>A receiver that sleeps although its source answers is woken; one that was refused gets the password anew.</summary>
public sealed class ConnectingLinkTests
{
    static readonly TopologyLink Link = Topologies.Named(Topologies.Default).Link("node1", "node2");
    static readonly ReplicationError Refused = new(2003, "connection refused", ReplicationErrorKind.Transient);
    static readonly ReplicationError Denied = new(1045, "access denied", ReplicationErrorKind.Login);

    [Fact]
    public void One_that_sleeps_after_an_error_is_woken_when_its_source_answers() =>
        Connecting(Found.Wired(), Refused).Plan().Steps.ShouldBe([new RestartReceiver(Link, "")]);

    [Fact]
    public void One_whose_source_is_away_is_left_to_its_own_attempts() =>
        Connecting(Found.Wired(), Refused).Without("node1").Plan().Steps.ShouldBeEmpty();

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(4.9, false)]
    [InlineData(5.0, true)]
    public void It_is_not_woken_more_often_than_the_pause_between_two_repairs(double sinceMended, bool restarts) =>
        Connecting(Found.Wired(), Refused).WithHistory(Link, new LinkHistory(null, TimeSpan.FromHours(1), TimeSpan.FromSeconds(sinceMended)))
            .Plan().Steps.ShouldBe(restarts ? [new RestartReceiver(Link, "")] : []);

    [Theory]
    [InlineData(null, false)]
    [InlineData(1.9, false)]
    [InlineData(2.0, true)]
    public void A_first_attempt_without_an_error_gets_some_patience(double? connectingFor, bool restarts) =>
        Connecting(Found.Wired(), null)
            .WithHistory(Link, new LinkHistory(null, connectingFor is { } seconds ? TimeSpan.FromSeconds(seconds) : null, null))
            .Plan().Steps.ShouldBe(restarts ? [new RestartReceiver(Link, "")] : []);

    [Theory]
    [InlineData(null, true)]
    [InlineData(4.9, false)]
    [InlineData(5.0, true)]
    public void A_login_that_is_refused_by_a_usable_account_means_an_old_password_and_is_corrected_once_a_pause(double? sinceMended, bool corrects)
    {
        var found = Connecting(Found.Wired(), Denied)
            .WithHistory(Link, new LinkHistory(null, null, sinceMended is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

        found.Plan().Steps.ShouldBe(corrects
            ? [new ConfigureChannel(Link, "", LinkPlanner.Target(found.Topology, Link, found.Server("node1")!, found.Server("node2")!), Exists: true), new StartChannel(Link, "")]
            : []);
    }

    [Theory]
    [InlineData(AccountState.Missing)]
    [InlineData(AccountState.Unusable)]
    public void A_login_that_is_refused_because_of_the_account_leads_to_the_account(AccountState account) =>
        Connecting(Found.Wired(), Denied).With("node1", server => server with { Account = account }).Plan().Steps
            .ShouldBe([new EnsureReplicationAccount("node1", RequireTls: true), new RestartReceiver(Link, "")]);

    [Fact]
    public void An_account_that_could_not_be_tried_is_left_alone() =>
        Connecting(Found.Wired(), Denied).With("node1", server => server with { Account = AccountState.Unknown }).Plan().Steps
            .ShouldBe([new RestartReceiver(Link, "")]);

    [Fact]
    public void A_rotated_password_is_given_to_each_link_once_and_then_there_is_peace()
    {
        var cluster = new SimulatedCluster(Topologies.Named(Topologies.Default));
        new SimulatedInitializer(cluster).RunUntilWired();
        cluster.Password = "rotated";
        new SimulatedInitializer(cluster).RunUntilWired();
        foreach (var node in cluster.Nodes)
        {
            node.GoDown();
            node.ComeBack();
        }

        var next = new SimulatedInitializer(cluster);
        next.RunUntilWired();

        next.Unwired().ShouldBeEmpty();
        next.Taken.OfType<ConfigureChannel>().Select(step => (step.Link, step.Exists)).ShouldBe(
            cluster.Topology.Links.Select(link => (link, true)), ignoreOrder: true);
    }

    static PlannerInput Connecting(PlannerInput found, ReplicationError? error) =>
        found.WithChannel("node2", channel => channel with { Io = ReplicaThreadState.Connecting, IoError = error });
}
