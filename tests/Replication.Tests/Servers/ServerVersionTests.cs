using DualMaster.Replication.Servers;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Servers;

public sealed class ServerVersionTests
{
    [Theory]
    [InlineData("9.7.4-2", ServerFamily.Current, "9.7.4")]
    [InlineData("8.4.0", ServerFamily.Current, "8.4.0")]
    [InlineData("26.7.0", ServerFamily.Current, "26.7.0")]
    [InlineData("8.4.3-3", ServerFamily.Current, "8.4.3")]
    [InlineData("8.3.0", ServerFamily.Classic, "8.3.0")]
    [InlineData("8.0.36-0ubuntu0.22.04.1", ServerFamily.Classic, "8.0.36")]
    [InlineData("5.7.44-log", ServerFamily.Classic, "5.7.44")]
    [InlineData("10.11.19-MariaDB-log", ServerFamily.MariaDb, "MariaDB 10.11.19")]
    [InlineData("11.8.3-mariadb-deb12", ServerFamily.MariaDb, "MariaDB 11.8.3")]
    [InlineData("5.5.5-10.6.12-MariaDB", ServerFamily.MariaDb, "MariaDB 10.6.12")]
    [InlineData("mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))", ServerFamily.Current, "9.7.4")]
    [InlineData("/usr/sbin/mysqld  Ver 8.4.6 for Linux on x86_64 (MySQL Community Server - GPL)", ServerFamily.Current, "8.4.6")]
    [InlineData("/opt/mysql-8.0.36/bin/mysqld  Ver 9.7.4 for Linux on x86_64 (MySQL Community Server - GPL)", ServerFamily.Current, "9.7.4")]
    [InlineData("mariadbd  Ver 11.8.3-MariaDB-1 for debian-linux-gnu on x86_64 (Debian)", ServerFamily.MariaDb, "MariaDB 11.8.3")]
    public void A_version_is_read_from_what_servers_say(string text, ServerFamily family, string printed)
    {
        ServerVersion.TryParse(text, out var version).ShouldBeTrue();

        version.ShouldBe(new ServerVersion(family, Version.Parse(printed.Split(' ')[^1])));
        version.ToString().ShouldBe(printed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mysqld")]
    [InlineData("9.7")]
    [InlineData("bash: mysqld: command not found")]
    public void A_text_without_one_gives_none(string? text)
    {
        ServerVersion.TryParse(text, out var version).ShouldBeFalse();

        version.ShouldBeNull();
    }

    [Theory]
    [InlineData("9.7.4", true)]
    [InlineData("8.4.0", true)]
    [InlineData("8.3.0", true)]
    [InlineData("8.0.36", true)]
    [InlineData("8.0.4-rc", false)]
    [InlineData("5.7.9", true)]
    [InlineData("5.7.8-rc", false)]
    [InlineData("5.6.10", true)]
    [InlineData("5.5.62", false)]
    [InlineData("10.11.19-MariaDB", true)]
    [InlineData("10.6.0-MariaDB", true)]
    [InlineData("10.5.29-MariaDB", false)]
    public void A_dialect_is_there_for_the_version_or_not_at_all(string text, bool known)
    {
        ServerVersion.TryParse(text, out var version).ShouldBeTrue();

        (ServerDialects.For(version!)?.Family).ShouldBe(known ? version!.Family : null);
    }
}
