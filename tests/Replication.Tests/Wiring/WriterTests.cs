using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>Replicas never take writes; masters as the topology says.</summary>
public sealed class WriterTests
{
    [Fact]
    public void Only_masters_with_one_writer_are_ever_opened_by_a_step() =>
        Found.Fresh().Plan().Steps.OfType<OpenWriter>().ShouldBeEmpty();

    [Fact]
    public void A_replica_is_closed_when_its_link_is_laid_and_the_masters_stay_open() =>
        Found.Fresh().Plan().Steps.OfType<PersistReadOnly>().ShouldBe([new PersistReadOnly("node2", Wired: false), new PersistReadOnly("node4", Wired: false)]);

    [Fact]
    public void A_replica_whose_link_cannot_be_laid_yet_is_not_closed() =>
        Found.Fresh().Without("node1").Plan().Steps.ShouldBeEmpty();

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    public void A_replica_that_takes_writes_or_would_after_a_restart_is_closed(bool readOnly, bool superReadOnly, bool persisted) =>
        Found.Wired().With("node4", server => server with { ReadOnly = readOnly, SuperReadOnly = superReadOnly, ReadOnlyPersisted = persisted })
            .Plan().Steps.ShouldBe([new PersistReadOnly("node4", Wired: true)]);

    [Fact]
    public void A_writer_that_somebody_closed_is_left_to_that_person()
    {
        var plan = Found.Wired().With("node1", server => server with { ReadOnly = true }).Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Decisions.ShouldBe(
        [
            new Decision(
                "node1", "node1 is a writer and refuses writes (read_only is on): somebody closed it, or it was a replica before.",
                "SET PERSIST super_read_only = OFF; SET PERSIST read_only = OFF;"),
        ]);
    }

    [Fact]
    public void A_returning_writer_is_opened_when_all_other_masters_are_closed() =>
        ReturningWriter().Plan().Steps.ShouldBe([new OpenWriter("node1", Wired: true)]);

    [Fact]
    public void A_returning_writer_is_opened_although_a_replica_is_refused() =>
        ReturningWriter().With("node4", server => server with { ServerId = 9 })
            .Plan().Steps.ShouldBe([new OpenWriter("node1", Wired: true)]);

    [Fact]
    public void A_returning_writer_waits_for_the_other_master_to_answer()
    {
        var plan = ReturningWriter().Without("node3").Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Waits.ShouldContain("node3 to answer, before node1 is opened: it might take writes");
    }

    [Fact]
    public void A_returning_writer_waits_for_transactions_that_the_other_master_took_meanwhile()
    {
        var found = ReturningWriter();
        var plan = found.With("node3", server => server.Adding($"{found.Uuid("node3")}:500")).Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Waits.ShouldBe(["node1 to have all of node3's transactions, before it is opened"]);
    }

    [Fact]
    public void A_returning_old_writer_is_closed_before_the_writer_is_opened() =>
        ReturningWriter().With("node3", server => server with { ReadOnly = false, SuperReadOnly = false })
            .Plan().Steps.ShouldBe([new PersistReadOnly("node3", Wired: true)]);

    [Fact]
    public void A_returning_old_writer_whose_link_is_gone_is_not_written_beside()
    {
        var plan = ReturningWriter()
            .With("node3", server => server with { ReadOnly = false, SuperReadOnly = false, Channels = [] })
            .Without("node2")
            .Paused("node1", "node3").Plan();

        plan.Steps.ShouldBeEmpty();
        plan.Waits.ShouldContain("node3 to be read-only, before node1 is opened");
    }

    [Fact]
    public void An_account_that_a_closed_master_lost_is_made_again_by_the_writer() =>
        Found.Wired(Topologies.OneWriter).With("node3", server => server with { Account = AccountState.Missing })
            .Plan().Steps.ShouldBe([new EnsureReplicationAccount("node1", RequireTls: true)]);

    [Fact]
    public void A_writer_that_waits_for_a_closed_master_at_which_nobody_can_log_in_is_a_decision()
    {
        var found = ReturningWriter();
        var plan = found
            .With("node3", server => server.Adding($"{found.Uuid("node3")}:500") with { Account = AccountState.Missing })
            .WithChannel("node1", channel => channel with { Io = ReplicaThreadState.Connecting, IoError = new(1045, "access denied", ReplicationErrorKind.Login) })
            .Plan();

        plan.Decisions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            decision => decision.Subject.ShouldBe("node3"),
            decision => decision.Finding.ShouldContain("account"));
    }

    [Fact]
    public void Steps_that_a_closed_writer_cannot_take_before_it_is_opened_are_not_planned_before_it()
    {
        var cluster = new SimulatedCluster(Topologies.Named(Topologies.OneWriter));
        foreach (var node in cluster.Nodes)
            node.ReadOnly = node.SuperReadOnly = node.ReadOnlyPersisted = true;
        var initializer = new SimulatedInitializer(cluster);

        initializer.RunUntilWired();

        initializer.Failures.ToArray().ShouldBeEmpty();
        initializer.Unwired().ShouldBeEmpty();
    }

    static PlannerInput ReturningWriter() =>
        Found.Wired(Topologies.OneWriter).With("node1", server => server with { ReadOnly = true, SuperReadOnly = true });
}
