using System.Text;
using DualMaster.Replication.Copying;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Copying;

/// <summary>A dump without its last line is half of one, and one that loads its position first is taken for a whole one.</summary>
public sealed class DumpStreamTests
{
    const string MySql =
        """
        -- MySQL dump 10.13  Distrib 9.7.4, for Linux (x86_64)
        SET @@SESSION.SQL_LOG_BIN= 0;
        /*!50606 SET GLOBAL INNODB_STATS_AUTO_RECALC=OFF */;

        --
        -- GTID state at the beginning of the backup 
        --

        SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-23,
        77777777-71ca-11e1-9e33-c80aa9429562:1-5';

        --
        -- Current Database: `app`
        --
        INSERT INTO `t` VALUES ('SET @@GLOBAL.GTID_PURGED=''of an application'';');
        -- Dump completed on 2026-11-26  1:00:00

        """;

    const string MariaDb =
        """
        -- MariaDB dump 10.19  Distrib 10.11.19-MariaDB
        -- CHANGE MASTER TO MASTER_LOG_FILE='binlog.000002', MASTER_LOG_POS=4;
        -- SET GLOBAL gtid_slave_pos='1-1-23,3-3-5';

        --
        -- Current Database: `app`
        --
        -- Dump completed on 2026-11-26  1:00:00

        """;

    const string MariaDbOfLate =
        """
        -- CHANGE MASTER TO MASTER_USE_GTID=slave_pos;
        -- A corresponding to the above master-data CHANGE-MASTER settings to the slave gtid state is printed later in the file.

        --
        -- Current Database: `app`
        --
        CREATE PROCEDURE `p`()
        -- SET GLOBAL gtid_slave_pos='of an application';
        DO 1 ;;

        -- Preferably use GTID to start replication from GTID position:

        -- SET GLOBAL gtid_slave_pos='3-3-8,1-1-12';
        /*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

        -- Dump completed on 2026-11-26  1:00:00

        """;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task The_position_and_what_would_outlast_an_interruption_are_kept_back_and_all_else_passes_however_it_arrives(int piece)
    {
        var (stream, passed) = await PassAsync(MySql, piece);

        stream.Position.ShouldBe("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-23,77777777-71ca-11e1-9e33-c80aa9429562:1-5");
        stream.IsComplete.ShouldBeTrue();
        var (before, after) = (MySql.IndexOf("SET @@GLOBAL", StringComparison.Ordinal), MySql.IndexOf("1-5';", StringComparison.Ordinal) + "1-5';".Length);
        passed.ShouldBe((MySql[..before] + MySql[after..]).Replace("SET GLOBAL INNODB_STATS_AUTO_RECALC=OFF", "DO 0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MariaDb, "1-1-23,3-3-5")]
    [InlineData(MariaDbOfLate, "3-3-8,1-1-12")]
    public async Task The_position_of_MariaDB_is_found_among_its_comments_at_the_beginning_or_at_the_end(string dump, string position)
    {
        var (stream, _) = await PassAsync(dump, 16);

        (stream.Position, stream.IsComplete).ShouldBe((position, true));
    }

    [Theory]
    [InlineData("-- Dump completed")]
    [InlineData("\n-- Current Database")]
    public async Task A_dump_that_breaks_off_is_not_complete(string before)
    {
        var (stream, _) = await PassAsync(MySql[..MySql.IndexOf(before, StringComparison.Ordinal)], 16);

        stream.IsComplete.ShouldBeFalse();
    }

    static async Task<(DumpStream Stream, string Passed)> PassAsync(string dump, int piece)
    {
        var told = 0L;
        using var from = new Pieces(Encoding.UTF8.GetBytes(dump), piece);
        using var to = new MemoryStream();
        var begun = 0;
        var stream = new DumpStream(bytes => told = bytes, () => Task.FromResult(begun += to.Length == 0 ? 1 : 100));
        await stream.PassAsync(from, to, TestContext.Current.CancellationToken);
        begun.ShouldBe(dump.Contains("-- Current Database", StringComparison.Ordinal) ? 1 : 0);
        told.ShouldBe(Encoding.UTF8.GetByteCount(dump));
        return (stream, Encoding.UTF8.GetString(to.ToArray()));
    }

    sealed class Pieces(byte[] all, int piece) : MemoryStream(all)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
