using DualMaster.Replication.Servers;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class DataVersionTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("mysql_upgrade_history", """{"file_format":"1","upgrade_history":[{"version":"8.4.0","initialize":true},{"version":"9.7.4-2"}]}""", "9.7.4")]
    [InlineData("mysql_upgrade_history", """{"file_format":"1","upgrade_history":[]}""", null)]
    [InlineData("mysql_upgrade_history", """{"file_format":"1"}""", null)]
    [InlineData("mysql_upgrade_history", "[1]", null)]
    [InlineData("mysql_upgrade_history", "half a f", null)]
    [InlineData("mysql_upgrade_info", "8.0.41\n", "8.0.41")]
    [InlineData("mysql_upgrade_info", "10.11.19-MariaDB", "MariaDB 10.11.19")]
    [InlineData("mariadb_upgrade_info", "11.4.2-MariaDB\n", "MariaDB 11.4.2")]
    public void What_servers_leave_in_their_data_is_read(string file, string content, string? version)
    {
        File.WriteAllText(directory[file], content);

        DataVersion.Read(directory.Path)?.ToString().ShouldBe(version);
    }

    [Fact]
    public void What_an_older_server_left_does_not_count_once_a_newer_one_was_there()
    {
        File.WriteAllText(directory["mysql_upgrade_info"], "8.0.41");
        File.WriteAllText(directory["mysql_upgrade_history"], """{"upgrade_history":[{"version":"8.4.9"}]}""");

        DataVersion.Read(directory.Path)?.ToString().ShouldBe("8.4.9");
    }

    [Fact]
    public void Every_version_that_is_upgraded_from_is_said_once()
    {
        var found = new Dictionary<string, ServerVersion?> { ["node1"] = Of("9.7.3"), ["node2"] = Of("9.7.4"), ["node3"] = Of("9.7.3"), ["node4"] = null };

        DataUpgrade.Check(found, Of("9.7.4")).ShouldBe(
            ["Upgrading the data of node1, node3 from MySQL 9.7.3 to 9.7.4; there is no way back, because upgraded data is never opened by an older server, and no backup is made."]);
    }

    [Theory]
    [InlineData("5.6.24", "9.7.4", "The data of node1 was last opened by MySQL 5.6.24, and this server is MySQL 9.7.4; expected one of the same family, because no other opens that data; pass --server mysql-5.6, or another --data.")]
    [InlineData("9.7.4", "10.11.19-MariaDB", "The data of node1 was last opened by MySQL 9.7.4, and this server is MariaDB 10.11.19; expected one of the same family, because no other opens that data; pass --server mysql, or another --data.")]
    [InlineData("5.7.44", "8.4.6", "The data of node1 was last opened by MySQL 5.7.44, and this server is MySQL 8.4.6; expected one of the same family, because no other opens that data; name one with --server, or another --data.")]
    [InlineData("10.11.19-MariaDB", "10.6.20-MariaDB", "The data of node1 was last opened by MariaDB 10.11.19, and this server is MariaDB 10.6.20; expected MariaDB 10.11.19 or newer, because a server never goes back to an older version; name a newer server with --server, or pass another --data.")]
    [InlineData("10.11.19-MariaDB", "11.8.3-MariaDB", "The data of node1 was last opened by MariaDB 10.11.19, and this server is MariaDB 11.8.3; expected 10.11, because data of that family is upgraded by a program of its own; upgrade it by hand (mysql_upgrade, mariadb-upgrade), or pass another --data.")]
    public void Data_that_a_server_does_not_open_is_refused(string data, string server, string sentence) =>
        Should.Throw<HostException>(() => DataUpgrade.Check(new Dictionary<string, ServerVersion?> { ["node1"] = Of(data) }, Of(server))).Message.ShouldBe(sentence);

    static ServerVersion Of(string text) => ServerVersion.TryParse(text, out var version) ? version : throw new FormatException(text);
}
