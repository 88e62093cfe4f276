using DualMaster.Replication.Servers;
using DualMaster.Replication.Watching;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>What holds while an initializer runs; each test wires the servers anew, from the state of their first start.</summary>
public sealed class WiredTopologyTests(WiredTopologyTests.Servers shared) : IClassFixture<WiredTopologyTests.Servers>, IAsyncLifetime
{
    readonly Cluster cluster = shared.Cluster;
    RunningSupervisor supervisor = null!;

    public async ValueTask InitializeAsync()
    {
        await cluster.UnwireAsync();
        supervisor = cluster.Supervise();
        await supervisor.UntilProvedAsync();
    }

    public async ValueTask DisposeAsync() => await supervisor.DisposeAsync();

    [Fact]
    public async Task Rows_written_on_each_master_are_read_on_every_node_and_generated_keys_never_collide()
    {
        await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, origin VARCHAR(8), number INT)");
        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["0"]);

        var keys = (await Task.WhenAll(InsertAsync("node1"), InsertAsync("node3"))).SelectMany(inserted => inserted).ToArray();

        keys.Distinct().Count().ShouldBe(400);
        await cluster.ShouldReadEverywhereAsync("SELECT CONCAT(origin, '/', number, '/', id) FROM app.t", keys);

        async Task<IReadOnlyList<string>> InsertAsync(string origin)
        {
            var inserted = new List<string>();
            await using var connection = await cluster.OpenAsync(origin);
            for (var number = 0; number < 200; number++)
            {
                await using var insert = new MySqlCommand($"INSERT INTO app.t (origin, number) VALUES ('{origin}', {number})", connection);
                await insert.ExecuteNonQueryAsync(Cluster.Token);
                inserted.Add($"{origin}/{number}/{insert.LastInsertedId}");
            }

            return inserted;
        }
    }

    [Fact]
    public async Task A_second_initializer_observes_only_and_acts_when_the_first_is_gone()
    {
        await using var second = cluster.Supervise();
        var observing = await second.UntilAsync(status => status.State == TopologyHealth.Proved, "proved");
        (observing.Acting, observing.Changes).ShouldBe((false, 0));
        supervisor.Status.Acting.ShouldBeTrue();

        await supervisor.DisposeAsync();
        var acting = await second.UntilAsync(status => status is { Acting: true, State: TopologyHealth.Proved }, "the second one to act");
        acting.Changes.ShouldBe(0);
    }

    [Fact]
    public async Task An_initializer_that_starts_again_changes_nothing()
    {
        await supervisor.DisposeAsync();
        var before = await WrittenBesidesBeatsAsync();

        await using var again = cluster.Supervise();
        (await again.UntilProvedAsync()).Changes.ShouldBe(0);

        (await WrittenBesidesBeatsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_links_use_an_account_that_can_only_replicate_over_tls()
    {
        foreach (var node in cluster.Topology.Nodes)
        {
            (await cluster.QueryAsync(node.Name, "SELECT CONCAT(user, ' ', ssl_allowed, ' ', auto_position) FROM performance_schema.replication_connection_configuration"))
                .ShouldBe(["dualmaster_repl YES 1"]);
            (await cluster.QueryAsync(node.Name, "SHOW GRANTS FOR 'dualmaster_repl'@'%'")).ShouldBe(["GRANT REPLICATION SLAVE ON *.* TO `dualmaster_repl`@`%`"]);
            (await cluster.QueryAsync(node.Name, "SELECT CONCAT(connection_retry_interval, ' ', connection_retry_count) FROM performance_schema.replication_connection_configuration"))
                .ShouldBe(["2 4294967295"]);
        }
    }

    [Fact]
    public async Task Another_replication_password_is_brought_to_the_accounts_and_to_every_channel()
    {
        await supervisor.DisposeAsync();

        await using var rotated = cluster.Supervise(password: "the-next-replication-secret");
        await rotated.UntilProvedAsync();
        // A connection that is up does not log in again; after this each does.
        foreach (var node in cluster.Topology.Nodes)
            await cluster.ExecuteAsync(node.Name, "STOP REPLICA IO_THREAD; START REPLICA IO_THREAD");
        await rotated.UntilAsync(status => status.State == TopologyHealth.Degraded, "degraded");
        await rotated.UntilProvedAsync();

        foreach (var node in cluster.Topology.Nodes)
            (await cluster.QueryAsync(node.Name, "SELECT DISTINCT user_password FROM mysql.slave_master_info")).ShouldBe(["the-next-replication-secret"]);
    }

    [Fact]
    public async Task A_link_stopped_by_hand_is_shown_at_once_and_mended_after_the_grace()
    {
        await cluster.ExecuteAsync("node2", "STOP REPLICA");
        var stopped = await supervisor.UntilAsync(status => Link(status, "node1", "node2") is { Io: "stopped", Sql: "stopped" }, "stopped", TimeSpan.FromSeconds(10));
        stopped.State.ShouldBe(TopologyHealth.Degraded);

        await supervisor.UntilProvedAsync();
        (await cluster.QueryAsync("node2", "SELECT service_state FROM performance_schema.replication_connection_status")).ShouldBe(["ON"]);
    }

    [Fact]
    public async Task A_paused_link_stays_stopped_until_it_is_resumed()
    {
        await cluster.OrderAsync("node3", "node4", paused: true);
        var paused = await supervisor.UntilAsync(status => Link(status, "node3", "node4") is { Desired: "paused", Io: "stopped", Sql: "stopped" }, "paused");
        var changes = paused.Changes;
        // Longer than the grace, in rounds: it must not be started behind the operator's back.
        var rounds = 0;
        await supervisor.UntilAsync(_ => ++rounds > 40, "forty rounds", TimeSpan.FromSeconds(60));
        (supervisor.Status.Changes, Link(supervisor.Status, "node3", "node4").Io).ShouldBe((changes, "stopped"));

        await cluster.OrderAsync("node3", "node4", paused: false);
        await supervisor.UntilProvedAsync();
    }

    [Fact]
    public async Task It_is_not_proved_while_an_applier_is_blocked_and_both_threads_say_yes()
    {
        await using var blocker = await cluster.OpenAsync("node2");
        await using (var block = new MySqlCommand("FLUSH TABLES WITH READ LOCK", blocker))
            await block.ExecuteNonQueryAsync(Cluster.Token);

        var blocked = await supervisor.UntilAsync(status => status.State == TopologyHealth.Degraded, "degraded", TimeSpan.FromSeconds(30));
        (Link(blocked, "node1", "node2").Io, Link(blocked, "node1", "node2").Sql).ShouldBe(("running", "running"));
        Link(blocked, "node1", "node2").LagSeconds.ShouldNotBeNull().ShouldBeGreaterThan(1);
        blocked.Reasons.ShouldContain(reason => reason.StartsWith("no new beat of node1 arrived on node2 for ", StringComparison.Ordinal));

        await using (var release = new MySqlCommand("UNLOCK TABLES", blocker))
            await release.ExecuteNonQueryAsync(Cluster.Token);
        await supervisor.UntilProvedAsync();
    }

    [Fact]
    public async Task An_errant_transaction_is_a_decision_and_ends_the_proof()
    {
        await cluster.ExecuteAsync("node4", "SET GLOBAL super_read_only = OFF; CREATE DATABASE app; SET GLOBAL super_read_only = ON");
        var errant = await supervisor.UntilAsync(status => status.State == TopologyHealth.Degraded && status.Decisions.Count > 0, "a decision");
        var decision = errant.Decisions.ShouldHaveSingleItem();
        decision.Subject.ShouldBe("node4");

        var gtid = decision.Command.Split('\'')[1];
        await cluster.ExecuteAsync("node1", $"SET GTID_NEXT = '{gtid}'; BEGIN; COMMIT; SET GTID_NEXT = AUTOMATIC");
        (await supervisor.UntilProvedAsync()).Decisions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_on_a_replica_is_refused_even_right_after_it_restarted_without_an_initializer()
    {
        await supervisor.DisposeAsync();
        foreach (var replica in new[] { "node2", "node4" })
        {
            (await Should.ThrowAsync<MySqlException>(() => cluster.ExecuteAsync(replica, "CREATE DATABASE stray"))).ErrorCode.ShouldBe(MySqlErrorCode.OptionPreventsStatement);

            var node = cluster.Servers[replica];
            await node.StopAsync();
            await node.StartAsync(Cluster.Token);
            (await Should.ThrowAsync<MySqlException>(() => cluster.ExecuteAsync(replica, "CREATE DATABASE stray"))).ErrorCode.ShouldBe(MySqlErrorCode.OptionPreventsStatement);
        }
    }

    static LinkStatus Link(TopologyStatus status, string source, string replica) =>
        status.Links.Single(link => link.Source == source && link.Replica == replica);

    /// <summary>What the servers hold that a second run must not touch: transactions of the other tables, accounts, channels.</summary>
    async Task<IReadOnlyList<string>> WrittenBesidesBeatsAsync()
    {
        var written = new List<string>();
        foreach (var node in cluster.Topology.Nodes)
        {
            written.AddRange(await cluster.QueryAsync(node.Name, "SELECT CONCAT_WS('/', user, password_last_changed, authentication_string) FROM mysql.user ORDER BY user"));
            written.AddRange(await cluster.QueryAsync(node.Name, "SELECT CONCAT_WS('/', channel_name, host, port, connection_retry_count) FROM performance_schema.replication_connection_configuration"));
            written.AddRange(await cluster.QueryAsync(node.Name, "SELECT CONCAT_WS('/', written_by, server_uuid, node, written_at) FROM dualmaster.identity ORDER BY server_uuid"));
            written.AddRange(await cluster.QueryAsync(node.Name, "SELECT CONCAT_WS('/', variable_name, variable_value) FROM performance_schema.persisted_variables ORDER BY variable_name"));
        }

        return written;
    }

    /// <summary>Started once; none of the tests leaves anything that cannot be taken back.</summary>
    public sealed class Servers(ServerUnderTest server) : IAsyncLifetime
    {
        internal Cluster Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Cluster = await EndToEnd.Cluster.StartAsync(server);

        public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();
    }
}
