using DualMaster.Replication.Servers;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class OptionFileTests
{
    [Fact]
    public void An_option_stands_below_its_reason() =>
        OptionFile.Text([new ServerOption("server_id", "1", "Every node has another one.", "")])
            .ShouldEndWith("[mysqld]\n\n# Every node has another one.\nserver_id=1\n");

    [Theory]
    [InlineData("/plain/path-1_2.x", "/plain/path-1_2.x")]
    [InlineData("/with space/x", "\"/with space/x\"")]
    [InlineData("/with#hash", "\"/with#hash\"")]
    [InlineData(@"/back\slash", @"""/back\\slash""")]
    public void A_value_that_the_server_would_misread_is_quoted(string value, string written) =>
        OptionFile.Text([new ServerOption("datadir", value, "", "")]).ShouldEndWith($"datadir={written}\n");
}
