using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>Servers of different versions, as there are while a topology is upgraded node by node.</summary>
public sealed class MixedVersionsTests
{
    [Theory]
    [InlineData("8.0.41", "8.4.6")]
    [InlineData("8.4.6", "9.7.4")]
    [InlineData("8.4.6", "26.7.0")]
    [InlineData("9.1.0", "9.7.4")]
    [InlineData("5.7.44", "8.0.41")]
    [InlineData("10.6.20-MariaDB", "11.8.3-MariaDB")]
    public void A_replica_that_is_newer_than_its_source_passes_with_a_note(string source, string replica)
    {
        var plan = Everywhere(source).With("node2", server => server.As(Found.Version(replica))).Plan();

        plan.Refusals.ShouldBeEmpty();
        plan.Notes.ShouldBe([$"The link node1 → node2 goes from {Found.Version(source)} to {Found.Version(replica)}, as is right while servers are upgraded; upgrade node1 too."]);
    }

    [Theory]
    [InlineData("8.0.11", "8.0.41")]
    [InlineData("9.7.1", "9.7.4")]
    public void Versions_of_one_series_need_no_word(string source, string replica)
    {
        var plan = Everywhere(source).With("node2", server => server.As(Found.Version(replica))).Plan();

        (plan.Refusals.Count, plan.Notes.Count).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("9.7.4", "8.4.9")]
    [InlineData("8.0.41", "5.7.44")]
    [InlineData("11.8.3-MariaDB", "10.11.19-MariaDB")]
    public void A_replica_that_is_older_than_its_source_is_refused(string source, string replica) =>
        Refusals(Everywhere(source).With("node2", server => server.As(Found.Version(replica)))).ShouldBe(
            [$"The link node1 → node2 goes from {Found.Version(source)} to {Found.Version(replica)}; expected a replica at least as new as its source; upgrade node2."]);

    [Theory]
    [InlineData("5.6.24", "9.7.4")]
    [InlineData("5.7.44", "8.4.6")]
    [InlineData("8.0.41", "9.7.4")]
    public void A_replica_that_is_newer_by_more_than_one_series_is_refused(string source, string replica) =>
        Refusals(Everywhere(source).With("node2", server => server.As(Found.Version(replica)))).ShouldBe(
            [$"The link node1 → node2 goes from {source} to {replica}; expected neighbouring series (5.6, 5.7, 8.0, 8.4, 9), because MySQL replicates only between those; upgrade node1 first."]);

    [Fact]
    public void MySQL_and_MariaDB_do_not_mix() =>
        Refusals(Everywhere("9.7.4").With("node2", server => server.As(Found.Version("11.8.3-MariaDB")))).ShouldContain(
            "The link node1 → node2 goes from MySQL 9.7.4 to MariaDB 11.8.3; expected the same kind of server on both ends, because neither reads the other's GTIDs; exchange one of them.");

    [Fact]
    public void Two_masters_that_both_take_writes_have_the_same_series()
    {
        var found = Everywhere("9.7.4").With("node3", server => server.As(Found.Version("8.4.6")));

        Refusals(found).Distinct().ShouldBe(
            ["node3 runs 8.4.6 and its fellow master node1 9.7.4, and node1 takes writes; expected one writer, on the older, because that need not understand what a newer one writes; upgrade node3, or set Topology:WriterMode to One and Topology:Writer to node3."]);
    }

    [Theory]
    [InlineData("node1", "8.4.6", true)]
    [InlineData("node3", "8.4.6", false)]
    public void Two_masters_of_different_versions_pass_with_one_writer_on_the_older(string older, string version, bool passes)
    {
        // node1 is the writer, and the replicas are upgraded first.
        var found = Everywhere("9.7.4", Topologies.OneWriter).With(older, server => server.As(Found.Version(version)));

        var plan = found.Plan();

        plan.Refusals.Count.ShouldBe(passes ? 0 : 2);
        plan.Notes.Any(note => note == $"{older} runs {version} and its fellow master {(older == "node1" ? "node3" : "node1")} 9.7.4; that is right as long as only {older} takes writes; upgrade {older} last.").ShouldBe(passes);
    }

    static Replication.Wiring.PlannerInput Everywhere(string version, string topology = Topologies.Default)
    {
        var found = Found.Fresh(topology);
        return found.Topology.Nodes.Aggregate(found, (left, node) => left.With(node.Name, server => server.As(Found.Version(version))));
    }

    static IEnumerable<string> Refusals(Replication.Wiring.PlannerInput found) => found.Plan().Refusals.Select(refusal => refusal.Sentence);
}
