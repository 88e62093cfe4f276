using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Model;

/// <summary>How a container tells whether the run that it belongs to still goes on.</summary>
public sealed class HostMarkTests
{
    [Fact]
    public void A_mark_is_read_as_it_was_written() => HostMark.Parse(HostMark.OfThisProcess.ToString()).ShouldBe(HostMark.OfThisProcess);

    [Fact]
    public void This_process_is_alive() => HostMark.OfThisProcess.IsAlive.ShouldBeTrue();

    [Fact]
    public void A_process_that_got_the_number_of_an_earlier_one_is_not_that_one() =>
        (HostMark.OfThisProcess with { StartedAt = HostMark.OfThisProcess.StartedAt - TimeSpan.TicksPerMinute }).IsAlive.ShouldBeFalse();

    [Fact]
    public void A_number_that_no_process_has_is_not_alive() => new HostMark(int.MaxValue, 0).IsAlive.ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("a@b")]
    [InlineData("1@2@3")]
    public void What_no_AppHost_wrote_is_no_mark(string text) => HostMark.Parse(text).ShouldBeNull();
}
