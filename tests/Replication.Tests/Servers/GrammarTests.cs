using System.Text.RegularExpressions;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Servers;

/// <summary>
/// Statements against the grammar of the manuals, for versions that there is no server of as well as for those that are run.
/// https://dev.mysql.com/doc/refman/5.7/en/change-master-to.html, https://dev.mysql.com/doc/refman/8.0/en/change-master-to.html,
/// https://dev.mysql.com/doc/refman/8.4/en/change-replication-source-to.html, https://mariadb.com/docs/server/reference/sql-statements/administrative-sql-statements/replication-statements/change-master-to
/// </summary>
public sealed partial class GrammarTests
{
    static readonly ReplicationAccount Account = new("repl", "secret");

    static readonly ChannelTarget Target = new("host", 3306, "repl", AutoPosition: true, Tls: true, TimeSpan.FromSeconds(2), 86400, TimeSpan.FromSeconds(2), TimeSpan.Zero);

    const string Common = "HOST PORT USER PASSWORD LOG_FILE LOG_POS SSL CONNECT_RETRY HEARTBEAT_PERIOD DELAY";

    /// <summary>Of the options that the manuals list, those that are used here.</summary>
    public static TheoryData<string, string, string, string> Changes => new()
    {
        { "5.6.24", "CHANGE MASTER TO ", "", $"{Common} AUTO_POSITION RETRY_COUNT" },
        { "5.7.44", "CHANGE MASTER TO ", " FOR CHANNEL @channel", $"{Common} AUTO_POSITION RETRY_COUNT" },
        { "8.0.11", "CHANGE MASTER TO ", " FOR CHANNEL @channel", $"{Common} AUTO_POSITION RETRY_COUNT GET_MASTER_PUBLIC_KEY" },
        { "8.0.19", "CHANGE MASTER TO ", " FOR CHANNEL @channel", $"{Common} AUTO_POSITION RETRY_COUNT GET_MASTER_PUBLIC_KEY REQUIRE_ROW_FORMAT" },
        { "8.0.41", "CHANGE MASTER TO ", " FOR CHANNEL @channel", $"{Common} AUTO_POSITION RETRY_COUNT GET_MASTER_PUBLIC_KEY REQUIRE_ROW_FORMAT GTID_ONLY" },
        { "8.4.6", "CHANGE REPLICATION SOURCE TO ", " FOR CHANNEL @channel", $"{Common} AUTO_POSITION RETRY_COUNT GET_SOURCE_PUBLIC_KEY REQUIRE_ROW_FORMAT GTID_ONLY" },
        { "9.7.4", "CHANGE REPLICATION SOURCE TO ", " FOR CHANNEL @channel", $"{Common} AUTO_POSITION RETRY_COUNT GET_SOURCE_PUBLIC_KEY REQUIRE_ROW_FORMAT GTID_ONLY" },
        { "10.11.19-MariaDB", "CHANGE MASTER @channel TO ", "", $"{Common} USE_GTID SSL_VERIFY_SERVER_CERT" },
    };

    public static TheoryData<string> Versions => [.. Changes.Select(row => row.Data.Item1)];

    [Theory, MemberData(nameof(Changes))]
    public void A_link_is_laid_with_options_that_the_version_knows(string version, string begin, string end, string known)
    {
        var word = begin.Contains("SOURCE", StringComparison.Ordinal) ? "SOURCE_" : "MASTER_";
        var byGtid = OptionsOf(version, Target, null);
        var byPosition = OptionsOf(version, Target with { AutoPosition = false, Tls = false }, new LogPosition("binlog.000002", 157));

        byGtid.Keys.ShouldBe(known.Split(' ').Except(["LOG_FILE", "LOG_POS"]), ignoreOrder: true);
        byPosition.Keys.ShouldBe(known.Split(' '), ignoreOrder: true);
        (byPosition["LOG_FILE"], byPosition["LOG_POS"], byPosition["SSL"], byGtid["SSL"]).ShouldBe(("@file", "157", "0", "1"));

        Dictionary<string, string> OptionsOf(string of, ChannelTarget target, LogPosition? from)
        {
            var text = Flat(Dialect(of).ConfigureChannel("a", target, Account, from));
            text.ShouldStartWith(begin);
            text.ShouldEndWith(end + ";");
            return text[begin.Length..^(end.Length + 1)].Split(", ").Select(option => Assignment().Match(option))
                .ToDictionary(option => option.Success ? Name(option.Groups[1].Value) : throw new FormatException(text), option => option.Groups[2].Value);
        }

        // Both words begin options of one meaning, and some options begin with neither.
        string Name(string option) => option.StartsWith(word, StringComparison.Ordinal) ? option[word.Length..] : option;
    }

    // Auto position and a place in a log exclude each other: https://dev.mysql.com/doc/refman/8.4/en/change-replication-source-to.html
    [Theory]
    [InlineData("5.6.24", "MASTER_AUTO_POSITION = 1", "MASTER_AUTO_POSITION = 0")]
    [InlineData("8.0.41", "MASTER_AUTO_POSITION = 1, REQUIRE_ROW_FORMAT = 1, GTID_ONLY = 1", "MASTER_AUTO_POSITION = 0, REQUIRE_ROW_FORMAT = 1, GTID_ONLY = 0")]
    [InlineData("9.7.4", "SOURCE_AUTO_POSITION = 1, REQUIRE_ROW_FORMAT = 1, GTID_ONLY = 1", "SOURCE_AUTO_POSITION = 0, REQUIRE_ROW_FORMAT = 1, GTID_ONLY = 0")]
    [InlineData("10.11.19-MariaDB", "MASTER_USE_GTID = slave_pos", "MASTER_USE_GTID = no")]
    public void A_link_begins_by_gtid_or_by_position(string version, string byGtid, string byPosition)
    {
        Flat(Dialect(version).ConfigureChannel("", Target, Account)).ShouldContain(byGtid);
        Flat(Dialect(version).ConfigureChannel("", Target with { AutoPosition = false }, Account)).ShouldContain(byPosition);
    }

    [Theory]
    [InlineData("5.6.24", "START SLAVE; | STOP SLAVE; | STOP SLAVE IO_THREAD; START SLAVE IO_THREAD;")]
    [InlineData("5.7.44", "START SLAVE FOR CHANNEL @channel; | STOP SLAVE FOR CHANNEL @channel; | STOP SLAVE IO_THREAD FOR CHANNEL @channel; START SLAVE IO_THREAD FOR CHANNEL @channel;")]
    [InlineData("8.0.41", "START SLAVE FOR CHANNEL @channel; | STOP SLAVE FOR CHANNEL @channel; | STOP SLAVE IO_THREAD FOR CHANNEL @channel; START SLAVE IO_THREAD FOR CHANNEL @channel;")]
    [InlineData("8.4.6", "START REPLICA FOR CHANNEL @channel; | STOP REPLICA FOR CHANNEL @channel; | STOP REPLICA IO_THREAD FOR CHANNEL @channel; START REPLICA IO_THREAD FOR CHANNEL @channel;")]
    [InlineData("10.11.19-MariaDB", "START SLAVE @channel; | STOP SLAVE @channel; | STOP SLAVE @channel IO_THREAD; START SLAVE @channel IO_THREAD;")]
    public void A_link_is_started_stopped_and_connected_anew(string version, string statements)
    {
        var dialect = Dialect(version);

        string.Join(" | ", ((SqlStatement[])[dialect.StartChannel("a"), dialect.StopChannel("a"), dialect.RestartReceiver("a")]).Select(Flat)).ShouldBe(statements);
    }

    // super_read_only since 5.7.8, SET PERSIST since 8.0.
    [Theory]
    [InlineData("5.6.24", "SET GLOBAL read_only = ON; | SET GLOBAL read_only = OFF;")]
    [InlineData("5.7.44", "SET GLOBAL super_read_only = ON; | SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF;")]
    [InlineData("8.0.11", "SET PERSIST super_read_only = ON; | SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF;")]
    [InlineData("8.4.6", "SET PERSIST super_read_only = ON; | SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF;")]
    [InlineData("10.11.19-MariaDB", "SET GLOBAL read_only = ON; | SET GLOBAL read_only = OFF;")]
    public void A_server_is_closed_and_opened(string version, string statements) =>
        $"{Flat(Dialect(version).PersistReadOnly())} | {Flat(Dialect(version).OpenForWrites())}".ShouldBe(statements);

    [Theory]
    [InlineData("5.6.24", "GRANT REPLICATION SLAVE ON *.* TO @user@'%' IDENTIFIED BY @password REQUIRE SSL;")]
    [InlineData("5.7.44", "CREATE USER IF NOT EXISTS @user@'%' IDENTIFIED BY @password REQUIRE SSL; ALTER USER @user@'%' IDENTIFIED BY @password REQUIRE SSL; GRANT REPLICATION SLAVE ON *.* TO @user@'%';")]
    [InlineData("10.11.19-MariaDB", "CREATE USER IF NOT EXISTS @user@'%' IDENTIFIED BY @password REQUIRE SSL; ALTER USER @user@'%' IDENTIFIED BY @password REQUIRE SSL; GRANT REPLICATION SLAVE ON *.* TO @user@'%';")]
    public void The_account_is_made_or_made_right(string version, string statements) =>
        Flat(Dialect(version).EnsureAccount(Account, requireTls: true)).ShouldBe(statements);

    [Theory]
    [InlineData("5.6.24", "SHOW SLAVE STATUS", "global.super_read_only|persisted_variables|performance_schema|replication_group_members|SHOW REPLICA|log_replica_updates")]
    [InlineData("5.7.44", "SHOW SLAVE STATUS", "persisted_variables|last_applied_transaction|SHOW REPLICA|log_replica_updates|tls_channel_status|global_status")]
    [InlineData("8.0.11", "SHOW SLAVE STATUS", "SHOW REPLICA|log_replica_updates|tls_channel_status|information_schema.global_status")]
    [InlineData("8.4.6", "SHOW REPLICA STATUS", "SLAVE|MASTER|log_slave_updates|have_ssl")]
    [InlineData("10.11.19-MariaDB", "SHOW ALL SLAVES STATUS", "@@global.super_read_only|@@global.server_uuid|gtid_executed|gtid_purged|persisted_variables|performance_schema\\.|log_replica_updates")]
    public void It_is_observed_without_what_the_version_does_not_know(string version, string status, string unknown)
    {
        var text = Flat(Dialect(version).Observe("lock", Positioning.Gtid)) + Flat(Dialect(version).Suitability);

        text.ShouldContain(status);
        // The schemas that hold no rows of users are named in any case; of the account's columns one is called as it always was.
        Regex.Matches(text.Replace("repl_slave_priv", "", StringComparison.Ordinal).Replace("'performance_schema'", "", StringComparison.Ordinal), unknown).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Versions))]
    public void Binary_logs_are_listed_where_links_begin_by_position(string version) =>
        Flat(Dialect(version).Observe("lock", Positioning.FilePosition)).ShouldContain("SHOW BINARY LOGS;");

    [GeneratedRegex(@"^([A-Z_]+) = (\S+)$")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    static string Flat(SqlStatement statement) => Space().Replace(statement.Text, " ").Replace(" ;", ";", StringComparison.Ordinal).Trim();

    static IServerDialect Dialect(string version) => ServerDialects.For(Found.Version(version))!;
}
