using DualMaster.ProcessHost;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd.Copying;

/// <summary>Whatever is killed in the middle of a copy, half of it is never taken for the whole: it ends in a whole one.</summary>
public sealed class InterruptedCopyTests(ServerUnderTest server)
{
    const int Mebibytes = 48;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public Task A_clone_comes_to_its_end_although_initializer_donor_and_recipient_were_killed_in_the_middle_of_it() =>
        // So slow that each of them is killed in time.
        KillAllAsync(server.Installation, new ServerOption("loose_clone_max_data_bandwidth", "5", "A test.", "A test."), "clone");

    [Fact]
    public Task A_dump_comes_to_its_end_although_initializer_donor_and_recipient_were_killed_in_the_middle_of_it() =>
        KillAllAsync(server.Installation, AdoptTests.WithoutClone, "dump");

    /// <summary>The channel of the donor came along: of the other master, or of the master itself.</summary>
    [Fact]
    public async Task What_a_clone_is_whose_initializer_was_killed_in_its_last_second_is_wired_by_the_next()
    {
        await using var cluster = await Cluster.StartAsync(server);
        await using (var first = cluster.Supervise())
            await first.UntilProvedAsync();
        await cluster.ExecuteAsync("node1", "CREATE DATABASE app; CREATE TABLE app.t (v VARCHAR(20) PRIMARY KEY); INSERT INTO app.t VALUES ('before')");
        await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", ["before"]);
        List<string> rows = ["before"];

        foreach (var (donor, lost) in ((string, string)[])[("node1", "node3"), ("node3", "node4")])
        {
            await CloneByHandAsync(cluster, donor, lost);
            await using var next = cluster.Supervise();
            await next.UntilProvedAsync();
            foreach (var master in (string[])["node1", "node3"])
            {
                rows.Add($"{master} after {lost}");
                await cluster.ExecuteAsync(master, $"INSERT INTO app.t VALUES ('{rows[^1]}')");
            }

            await cluster.ShouldReadEverywhereAsync("SELECT v FROM app.t", rows);
            await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM performance_schema.replication_connection_configuration", ["1"]);
        }
    }

    static async Task CloneByHandAsync(Cluster cluster, string donor, string recipient)
    {
        const string Plugin = "SET SESSION sql_log_bin = 0; INSTALL PLUGIN clone SONAME 'mysql_clone.so'; ";
        await cluster.WipeAsync(recipient);
        await cluster.ExecuteAsync(recipient, Plugin);
        if ((await cluster.QueryAsync(donor, "SELECT plugin_name FROM information_schema.plugins WHERE plugin_name = 'clone'")) is [])
            await cluster.ExecuteAsync(donor, Plugin);
        await cluster.ExecuteAsync(donor, $"SET SESSION sql_log_bin = 0; GRANT BACKUP_ADMIN ON *.* TO '{ReplicationAccount.DefaultUser}'@'%'");
        var port = cluster.Topology.Node(donor).ReplicationPort;
        await cluster.ExecuteAsync(recipient, $"SET GLOBAL clone_valid_donor_list = '127.0.0.1:{port}'");
        await cluster.ExecuteAsync(recipient, $"CLONE INSTANCE FROM '{ReplicationAccount.DefaultUser}'@'127.0.0.1':{port} IDENTIFIED BY '{Cluster.ReplicationPassword}' REQUIRE SSL");
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    return (await cluster.QueryAsync(recipient, "SELECT v FROM app.t")) is ["before", ..];
                }
                catch (MySqlException)
                {
                    return false;
                }
            },
            () => $"{recipient} is no copy");
    }

    // Half a MiB, a twentieth of a second: so slow that it is seen in its middle.
    const string Slowly = """
        { "$@" | while [ "$(head -c 524288 | tee /dev/fd/3 | wc -c)" -gt 0 ]; do sleep 0.05; done; } 3>&1
        """;

    internal static async Task KillAllAsync(ServerInstallation installation, ServerOption option, string method)
    {
        await using var cluster = await Cluster.StartAsync(installation, extra: [option], shape: RefusalTests.MastersOnly);
        await AdoptTests.FillAsync(cluster, Mebibytes);
        await cluster.ExecuteAsync("node1", "INSERT INTO app.t (v) VALUES ('before')");
        await cluster.PurgeLogsAsync("node1");

        var slowly = TopologyEnvironment.CopyCommands(["bash", "-o", "pipefail", "-c", Slowly, "slowly", .. cluster.Programs.Dump], cluster.Programs.Load).ToDictionary(entry => entry.Key, string? (entry) => entry.Value);
        await using (var killed = InitializerProgram.Start(cluster, slowly))
            await InTheMiddleAsync(killed);
        await using var initializer = InitializerProgram.Start(cluster, slowly);
        await InTheMiddleAsync(initializer);
        await FailureAfterAsync(initializer, cluster.Servers["node1"].KillAsync);
        await InTheMiddleAsync(initializer, attempt: 2);
        await FailureAfterAsync(initializer, cluster.Servers["node3"].KillAsync);
        await initializer.UntilAsync(status => status.State == TopologyHealth.Proved, "proved", Patience);

        await AdoptTests.ShouldHaveAllAsync(cluster, ["before"]);
        if (method == "clone")
            await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM mysql.global_grants WHERE priv = 'BACKUP_ADMIN' AND user LIKE 'dualmaster%'", ["0"]);
        // mysqldump switches it off, and the client that would have switched it on again was killed.
        await cluster.ShouldReadEverywhereAsync("SELECT @@global.innodb_stats_auto_recalc", ["1"]);
        initializer.Output.ShouldContain($"Copied node1 to node3 by {method}");
        initializer.Output.ShouldNotContain(Cluster.ReplicationPassword);
        initializer.Output.ShouldNotContain(Cluster.RootPassword);
    }

    // The status is of the last round, so what it says of a copy may be of the one that has failed since.
    static Task<TopologyStatus> InTheMiddleAsync(InitializerProgram initializer, int attempt = 1) =>
        initializer.UntilAsync(status => initializer.Output.Split("done: begin to copy").Length > attempt && status.Copies.Any(IsInTheMiddle), "half a copy", Patience);

    static async Task FailureAfterAsync(InitializerProgram initializer, Func<Task> fault)
    {
        int Failures() => initializer.Output.Split("by itself.").Length;
        var before = Failures();
        await fault();
        await initializer.UntilAsync(_ => Failures() > before, "to be told of the interruption", Patience);
    }

    static bool IsInTheMiddle(CopyStatus copy) => copy is { Node: "node3", Phase: "copying", Bytes: > 1 << 20 } && copy.Bytes < copy.TotalBytes * 3 / 4;
}
