using System.Globalization;
using CliWrap;
using DualMaster.ProcessHost;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>An initializer that dies after any step leaves what the next one can finish. The steps come from the planner.</summary>
public sealed class KilledInitializerTests(ServerUnderTest server)
{
    /// <summary>Situations that make the planner plan, each from servers that were never wired.</summary>
    static readonly (WriterMode Mode, Func<Cluster, Task> Make, LinkCommand? Order)[] Situations =
    [
        (WriterMode.All, _ => Task.CompletedTask, null),
        (WriterMode.One, _ => Task.CompletedTask, null),
        (WriterMode.One, CloseWriterAsync, null),
        (WriterMode.All, WireAsync, LinkCommand.Pause),
        (WriterMode.All, WireAsync, LinkCommand.Restart),
        (WriterMode.All, KeepOutAsync, null),
        (WriterMode.All, WireWithFormerPasswordAsync, null),
    ];

    [Fact]
    public async Task Cut_off_after_any_step_the_next_initializer_ends_in_proved_and_every_kind_of_step_has_its_case()
    {
        var covered = new HashSet<Type>();
        foreach (var alike in Situations.GroupBy(situation => situation.Mode))
        {
            await using var cluster = await Cluster.StartAsync(server, new TopologySettings { WriterMode = alike.Key });
            foreach (var (_, make, order) in alike)
                covered.UnionWith(await CutOffAsync(cluster, make, order));
        }

        // A copy is cut off in InterruptedCopyTests.
        var all = typeof(WiringStep).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(WiringStep)) && !type.IsAbstract && type != typeof(CopyStep));
        covered.ShouldBe(all, ignoreOrder: true);
    }

    [Fact]
    public async Task The_process_killed_with_sigkill_while_it_wires_is_started_again_and_ends_in_proved()
    {
        await using var cluster = await Cluster.StartAsync(server);
        for (var step = 1; step <= 18; step += 4)
        {
            await cluster.UnwireAsync();
            await KilledProcessAsync(cluster, step);

            await using var next = cluster.Supervise();
            await next.UntilProvedAsync();
            await RowsArriveAsync(cluster);
        }
    }

    /// <returns>The kinds of the steps after which it was cut off: of every one that the situation asks for.</returns>
    static async Task<IReadOnlySet<Type>> CutOffAsync(Cluster cluster, Func<Cluster, Task> make, LinkCommand? order)
    {
        var covered = new HashSet<Type>();
        var cut = 0;
        int steps;
        do
        {
            await cluster.UnwireAsync(cluster.Topology.Settings.WriterMode == WriterMode.One);
            await make(cluster);
            await using (var interrupted = new InterruptedInitializer(cluster))
            {
                var plan = await interrupted.PlanAsync(order is { } given
                    ? new Dictionary<TopologyLink, LinkCommand> { [cluster.Topology.Links[0]] = given } : []);
                plan.Refusals.ShouldBeEmpty();
                steps = plan.Steps.Count;
                steps.ShouldBeGreaterThan(0);
                cut++;
                await interrupted.TakeAsync(plan.Steps.Take(cut));
                covered.Add(plan.Steps[cut - 1].GetType());
            }

            await LetInAsync(cluster);
            await using var next = cluster.Supervise();
            await next.UntilProvedAsync();
            await RowsArriveAsync(cluster);
        }
        while (cut < steps);

        return covered;
    }

    /// <summary>Starts the real program and sends SIGKILL as soon as it says that a step is done.</summary>
    static async Task KilledProcessAsync(Cluster cluster, int step)
    {
        using var kill = new CancellationTokenSource();
        var said = new List<string>();
        var running = InitializerProgram.Command(cluster)
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line =>
            {
                said.Add(line);
                if (line.Contains(string.Create(CultureInfo.InvariantCulture, $"Step {step} done:"), StringComparison.Ordinal))
                    kill.Cancel();
            }))
            .ExecuteAsync(kill.Token);
        await Should.ThrowAsync<OperationCanceledException>(() => running.Task.WaitAsync(Cluster.Patience, Cluster.Token));
        kill.IsCancellationRequested.ShouldBeTrue(string.Join('\n', said));
    }

    static async Task WireAsync(Cluster cluster)
    {
        await using var first = cluster.Supervise();
        await first.UntilProvedAsync();
    }

    static async Task WireWithFormerPasswordAsync(Cluster cluster)
    {
        await using var former = cluster.Supervise(password: "another-secret-of-a-test");
        await former.UntilProvedAsync();
    }

    /// <summary>As a restart of the one writer leaves it.</summary>
    static async Task CloseWriterAsync(Cluster cluster)
    {
        await WireAsync(cluster);
        await cluster.ExecuteAsync("node1", "SET GLOBAL super_read_only = ON");
    }

    /// <summary>Leaves a receiver without a connection although its source answers.</summary>
    static async Task KeepOutAsync(Cluster cluster)
    {
        await WireAsync(cluster);
        await cluster.ExecuteAsync("node1", $"SET SESSION sql_log_bin = 0; ALTER USER '{ReplicationAccount.DefaultUser}'@'%' ACCOUNT LOCK");
        await cluster.ExecuteAsync("node2", "STOP REPLICA IO_THREAD; START REPLICA IO_THREAD");
        await Eventually.HoldsAsync(
            async () => (await cluster.QueryAsync("node2", "SELECT last_error_number FROM performance_schema.replication_connection_status")) is not ["0"],
            () => "the receiver of node2 still finds its source open");
    }

    static async Task LetInAsync(Cluster cluster)
    {
        if ((await cluster.QueryAsync("node1", $"SELECT COUNT(*) FROM mysql.user WHERE user = '{ReplicationAccount.DefaultUser}' AND account_locked = 'Y'")) is ["1"])
            await cluster.ExecuteAsync("node1", $"SET SESSION sql_log_bin = 0; ALTER USER '{ReplicationAccount.DefaultUser}'@'%' ACCOUNT UNLOCK");
        // The order may have got to either of the writers; where there is one, none is given.
        foreach (var writer in cluster.Topology.Writers.Where(_ => cluster.Topology.Settings.WriterMode == WriterMode.All))
        {
            if ((await cluster.QueryAsync(writer.Name, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'dualmaster' AND table_name = 'desired_link'")) is ["1"])
                await cluster.ExecuteAsync(writer.Name, "UPDATE dualmaster.desired_link SET paused = FALSE, written_at = UTC_TIMESTAMP(6) WHERE written_by = @@server_id");
        }
    }

    static async Task RowsArriveAsync(Cluster cluster)
    {
        await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (v VARCHAR(8) PRIMARY KEY)");
        await cluster.ExecuteAsync("node1", "INSERT INTO app.t VALUES ('one')");
        if (cluster.Topology.Settings.WriterMode == WriterMode.One)
        {
            await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", ["one"]);
            return;
        }

        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM app.t", ["1"]);
        await cluster.ExecuteAsync("node3", "INSERT INTO app.t VALUES ('three')");
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", ["one", "three"]);
    }
}
