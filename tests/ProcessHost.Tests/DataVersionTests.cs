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
            ["Upgrading the data of node1, node3 from MySQL 9.7.3 to 9.7.4; there is no way back, because MySQL never opens upgraded data with an older server, and no backup is made."]);
    }

    static ServerVersion Of(string text) => ServerVersion.TryParse(text, out var version) ? version : throw new FormatException(text);
}
