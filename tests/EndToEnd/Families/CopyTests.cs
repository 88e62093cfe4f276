using DualMaster.EndToEnd.Copying;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd.Families;

/// <summary>As <see cref="AdoptTests"/>, where accounts are kept in other tables and positions in several variables.</summary>
public sealed class CopyTests
{
    [Fact]
    public async Task A_lonely_MariaDB_with_purged_logs_that_is_written_to_is_joined_by_way_of_dumps_with_its_accounts()
    {
        await using var cluster = await Family.StartAsync(Family.MariaDb);
        await AdoptTests.FillAsync(cluster, mebibytes: 8);
        await cluster.ExecuteAsync("node1",
            """
            CREATE USER 'app'@'localhost' IDENTIFIED BY 'secret of an application'; GRANT SELECT ON app.* TO 'app'@'localhost';
            CREATE ROLE reader; GRANT SELECT, INSERT ON app.t TO reader; GRANT reader TO 'app'@'localhost'; SET DEFAULT ROLE reader FOR 'app'@'localhost';
            CREATE USER 'leaving'@'localhost' IDENTIFIED BY 'x';
            """);
        await cluster.ExecuteAsync("node3", "SET SESSION sql_log_bin = 0; CREATE USER 'stray'@'localhost' IDENTIFIED BY 'x'; CREATE ROLE stray_role; CREATE USER 'app'@'localhost'; GRANT ALL ON app.* TO 'app'@'localhost'; GRANT stray_role TO 'app'@'localhost'");
        await cluster.PurgeLogsAsync("node1");

        await using var inserts = ContinuousInserts.On(cluster, "node1");
        await using var supervisor = cluster.Supervise();
        await supervisor.UntilAsync(status => status.Copies.Any(copy => copy.Bytes > 0), "a copy under way");
        await cluster.ExecuteAsync("node1", "DROP USER 'leaving'@'localhost'");
        var progress = await AdoptTests.CopiesUntilProvedAsync(supervisor);
        var rows = await inserts.EndAsync();
        await cluster.ExecuteAsync("node3", "INSERT INTO app.t (v) VALUES ('later')");

        progress.Select(copy => copy.Method).Where(method => method.Length > 0).Distinct().ShouldBe(["dump"]);
        await AdoptTests.ShouldHaveAllAsync(cluster, [.. rows, "later"]);
        foreach (var table in (string[])["global_priv", "db", "tables_priv", "roles_mapping"])
        {
            var columns = await cluster.QueryAsync("node1", $"SELECT CONCAT('`', column_name, '`') FROM information_schema.columns WHERE table_schema = 'mysql' AND table_name = '{table}'");
            var read = $"SELECT CONCAT_WS('|', {string.Join(", ", columns)}) FROM mysql.{table}";
            await cluster.ShouldReadEverywhereAsync(read, await cluster.QueryAsync("node1", read));
        }

        await cluster.ShouldReadEverywhereAsync("SELECT user FROM mysql.user WHERE user IN ('leaving', 'stray', 'stray_role')", []);
        await cluster.ShouldReadEverywhereAsync("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'dualmaster' AND table_name = 'copying'", ["0"]);
    }

    /// <summary>Each is refused by the filled one, whose logs begin with the copy, for its own transactions until it is told not to ask for them.</summary>
    [Fact]
    public async Task A_master_of_MariaDB_that_lost_its_data_is_filled_again_while_the_other_one_is_written_to()
    {
        await using var cluster = await Family.StartAsync(Family.MariaDb);
        await AdoptTests.LoseAsync(cluster, ("node1", "node3"), ("node3", "node1"));
    }

    [Fact]
    [Trait("Length", "Long")]
    public async Task A_dump_of_MariaDB_comes_to_its_end_although_initializer_donor_and_recipient_were_killed_in_the_middle_of_it() =>
        await InterruptedCopyTests.KillAllAsync(await Family.InstallationAsync(Family.MariaDb), AdoptTests.WithoutClone, "dump");
}
