using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Model;

/// <summary>The AppHost's arguments.</summary>
public sealed class ArgumentTests
{
    [Fact]
    public void A_switch_that_stands_alone_is_on() =>
        ClusterOptions.Arguments(["--compose", "--existing-servers", "--publisher", "manifest"]).ShouldBe(["--compose=true", "--existing-servers=true", "--publisher", "manifest"]);

    [Fact]
    public void A_switch_with_a_value_keeps_it() =>
        ClusterOptions.Arguments(["--compose=false", "--existing-servers", "false"]).ShouldBe(["--compose=false", "--existing-servers", "false"]);
}
