using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>What is really sent for each step, in every dialect there is.</summary>
public sealed partial class StepStatementTests
{
    const string Password = "the secret of the replication account";

    static readonly ReplicationAccount Account = new(ReplicationAccount.DefaultUser, Password);

    [GeneratedRegex(@"\b(RESET|DROP|DELETE|TRUNCATE|PURGE|REPLACE|SQL_SLAVE_SKIP_COUNTER|SQL_REPLICA_SKIP_COUNTER|GTID_NEXT|GTID_PURGED|SQL_LOG_BIN)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Destructive();

    public static TheoryData<string> Versions =>
        ["5.6.24", "5.7.44", "8.0.18", "8.0.41", "8.4.6", "9.7.4", "10.11.19-MariaDB"];

    [Fact]
    public void Every_kind_of_step_has_an_effect_in_the_simulation() =>
        StepEffects.Known.ShouldBe(StepCatalogue.Kinds, ignoreOrder: true);

    [Fact]
    public void Every_kind_of_step_is_in_the_catalogue() =>
        StepCatalogue.Samples.Select(step => step.GetType()).Distinct().ShouldBe(StepCatalogue.Kinds, ignoreOrder: true);

    [Theory, MemberData(nameof(Versions))]
    public void Every_kind_of_step_has_statements_but_a_copy_which_has_connections_of_its_own(string version) =>
        StepCatalogue.Samples.Where(step => StatementsOf(step, version).Length == 0).ShouldBe([.. StepCatalogue.Samples.OfType<CopyStep>()]);

    [Theory, MemberData(nameof(Versions))]
    public void No_statement_of_any_step_can_lose_data(string version) =>
        StepCatalogue.Samples.SelectMany(step => StatementsOf(step, version))
            .Where(statement => Destructive().IsMatch(statement.Text)).Select(statement => statement.Text)
            .ShouldBeEmpty();

    [Theory, MemberData(nameof(Versions))]
    public void No_text_of_a_statement_holds_the_password(string version) =>
        StepCatalogue.Samples.SelectMany(step => StatementsOf(step, version)).ShouldAllBe(statement => !statement.Text.Contains(Password));

    [Theory, MemberData(nameof(Versions))]
    public void Every_parameter_that_a_statement_names_is_given(string version) =>
        StepCatalogue.Samples.SelectMany(step => StatementsOf(step, version)).ShouldAllBe(statement =>
            Parameter().Matches(statement.Text).Select(match => match.Groups[1].Value).ToHashSet()
                .SetEquals(statement.Parameters.Select(parameter => parameter.Name)));

    [Fact]
    public void A_step_says_what_it_does_and_where()
    {
        StepCatalogue.Samples.Select(step => $"{step.Node}: {step} ({(step.IsNew ? "new" : "mends")}; {string.Join(", ", step.Nodes)})").ShouldBe(
        [
            "node1: make the replication account on node1 (new; node1)",
            "node1: make the replication account on node1 (new; node1)",
            "node1: make the schema dualmaster on node1 (new; node1)",
            "node2: begin to copy node1 to node2, which is empty (new; node1, node2)",
            "node2: configure the link node1 → node2 at host:3306 (new; node1, node2)",
            "node2: correct the link node1 → node2 at host:3306 (mends; node1, node2)",
            "node2: correct the link node1 → node2 at host:3306 (mends; node1, node2)",
            "node2: start the link node1 → node2 (mends; node1, node2)",
            "node2: stop the link node1 → node2, which is paused (mends; node2)",
            "node2: make the receiver of node1 → node2 connect anew (mends; node1, node2)",
            "node2: restart the link node1 → node2, as ordered (mends; node2)",
            "node1: remember on node1 that node1 → node2 is to be paused (mends; node1)",
            "node3: remember on node3 that node1 → node2 is to be running (mends; node3)",
            "node2: make node2 read-only, over restarts too (mends; node2)",
            "node2: make node2 read-only, over restarts too (new; node2)",
            "node1: open node1 for writes (new; node1)",
            "node1: remember on node1 that node2 is server 00000002-1111-1111-1111-111111111111 (new; node1, node2)",
        ]);
    }

    [GeneratedRegex("(?<!@)@([a-z]+)")]
    private static partial Regex Parameter();

    static SqlStatement[] StatementsOf(WiringStep step, string version)
    {
        var topology = Topologies.Named(Topologies.Default);
        var sessions = topology.Nodes.ToDictionary(node => node.Name, node => SessionOf(node, Dialect(version)));
        return [.. Statements(new StepExecutor(sessions, Account, NullLogger.Instance), step)];
    }

    static ServerSession SessionOf(TopologyNode node, IServerDialect dialect)
    {
        var session = new ServerSession(node, "Server=127.0.0.1", Account, new TopologySettings());
        SetDialect(session, dialect);
        return session;
    }

    static IServerDialect Dialect(string version) => ServerDialects.For(ServerVersion.TryParse(version, out var parsed) ? parsed : null!)!;

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    static extern IEnumerable<SqlStatement> Statements(StepExecutor executor, WiringStep step);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Dialect")]
    static extern void SetDialect(ServerSession session, IServerDialect? dialect);
}
