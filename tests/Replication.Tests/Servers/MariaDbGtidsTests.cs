using DualMaster.Replication.Servers;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Servers;

public sealed class MariaDbGtidsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("1-1-100", "domain 1:1-100")]
    [InlineData("3-3-50,1-1-100", "domain 1:1-100,domain 3:1-50")]
    public void Who_has_a_number_of_a_domain_has_all_before(string text, string set) =>
        MariaDbGtids.Parse(text).ToString().ShouldBe(set);

    [Fact]
    public void A_server_has_what_it_logged_and_what_it_applied() =>
        MariaDbGtids.Executed(logged: "1-1-100,3-3-40", applied: "3-3-50,5-5-7", serverId: 1).ToString().ShouldBe("domain 1:1-100,domain 3:1-50,domain 5:1-7");

    [Fact]
    public void Of_its_own_it_has_only_what_it_logged_because_what_comes_back_to_it_is_skipped() =>
        MariaDbGtids.Executed(logged: "", applied: "1-1-100,3-3-50", serverId: 1).ToString().ShouldBe("domain 3:1-50");

    [Theory]
    [InlineData("1-1")]
    [InlineData("1-1-0")]
    [InlineData("1-x-3")]
    [InlineData("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5")]
    public void What_is_no_position_is_refused(string text) =>
        Should.Throw<FormatException>(() => MariaDbGtids.Parse(text)).Message.ShouldEndWith("is no GTID of MariaDB; expected domain-server-sequence.");
}
