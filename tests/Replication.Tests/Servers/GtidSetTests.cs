using DualMaster.Replication.Servers;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Servers;

public sealed class GtidSetTests
{
    const string A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    const string B = "00000002-1111-1111-1111-111111111111";

    [Theory]
    [InlineData("", "")]
    [InlineData("  \n", "")]
    [InlineData($"{A}:1-5", $"{A}:1-5")]
    [InlineData($"{A}:5", $"{A}:5")]
    [InlineData($"{A}:7:1-5", $"{A}:1-5:7")]
    [InlineData($"{A}:1-5:6-9", $"{A}:1-9")]
    [InlineData($"{A}:1-5:3-9:2", $"{A}:1-9")]
    [InlineData($"{A}:1-5,{A}:6", $"{A}:1-6")]
    [InlineData($"{A}:1-5,\n{B}:1", $"{B}:1,{A}:1-5")]
    [InlineData($"{A}:1-5,\r\n{B}:1\n", $"{B}:1,{A}:1-5")]
    [InlineData($"{A}:1,", $"{A}:1")]
    [InlineData("3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5", $"{A}:1-5")]
    [InlineData($"{A}:tag:1", $"{A}:tag:1")]
    [InlineData($"{A}:Tag_1:1-3", $"{A}:tag_1:1-3")]
    [InlineData($"{A}:1-5:tag:1-3:other:9", $"{A}:1-5,{A}:other:9,{A}:tag:1-3")]
    [InlineData($"{A}:9223372036854775806", $"{A}:9223372036854775806")]
    public void Text_as_servers_print_it_is_read_and_printed_in_one_form(string text, string printed) =>
        GtidSet.Parse(text).ToString().ShouldBe(printed);

    [Theory]
    [InlineData("x")]
    [InlineData("3e11fa47:1")]
    [InlineData("{3e11fa47-71ca-11e1-9e33-c80aa9429562}:1")]
    [InlineData("3e11fa4771ca11e19e33c80aa9429562:1")]
    [InlineData(A)]
    [InlineData($"{A}:")]
    [InlineData($"{A}:0")]
    [InlineData($"{A}:0-5")]
    [InlineData($"{A}:5-1")]
    [InlineData($"{A}:-5")]
    [InlineData($"{A}:1-")]
    [InlineData($"{A}:1-2-3")]
    [InlineData($"{A}:+1")]
    [InlineData($"{A}:1.5")]
    [InlineData($"{A}:99999999999999999999")]
    [InlineData($"{A}::1")]
    [InlineData($"{A}:tag")]
    [InlineData($"{A}:1:tag")]
    [InlineData($"{A}:a tag:1")]
    [InlineData($"{A}:ta-g:1")]
    [InlineData($"{A}:a12345678901234567890123456789012:1")]
    [InlineData($"{A}:9223372036854775807")]
    public void Text_that_is_no_set_is_refused(string text) =>
        Should.Throw<FormatException>(() => GtidSet.Parse(text));

    [Fact]
    public void The_message_names_what_was_found_and_what_was_expected()
    {
        Should.Throw<FormatException>(() => GtidSet.Parse("x:1")).Message.ShouldBe("'x:1' is no GTID set; expected uuid:first-last.");
        Should.Throw<FormatException>(() => GtidSet.Parse($"{A}:5-1")).Message.ShouldBe("'5-1' is no interval of transaction numbers; expected first-last, from 1.");
    }

    [Fact]
    public void The_same_number_under_another_tag_is_another_transaction()
    {
        var tagged = GtidSet.Parse($"{A}:tag:1");

        GtidSet.Parse($"{A}:1").Contains(tagged).ShouldBeFalse();
        GtidSet.Parse($"{A}:1").Union(tagged).Count.ShouldBe(2);
        tagged.From(new HashSet<string> { A }).ShouldBe(tagged);
        tagged.Origins.ShouldBe([A]);
    }

    [Fact]
    public void The_largest_number_of_a_server_can_be_taken_out_again()
    {
        var largest = GtidSet.Parse($"{A}:1-9223372036854775806");

        largest.Except(largest).ShouldBe(GtidSet.Empty);
        largest.Union(largest).ShouldBe(largest);
        largest.Count.ShouldBe(9223372036854775806);
    }

    [Fact]
    public void The_empty_set_holds_nothing_and_is_in_every_other()
    {
        GtidSet.Empty.IsEmpty.ShouldBeTrue();
        GtidSet.Empty.Count.ShouldBe(0);
        GtidSet.Empty.ToString().ShouldBe("");
        GtidSet.Empty.Contains(GtidSet.Empty).ShouldBeTrue();
        GtidSet.Parse($"{A}:1").Contains(GtidSet.Empty).ShouldBeTrue();
        GtidSet.Parse($"{A}:1").Except(GtidSet.Parse($"{A}:1-3")).ShouldBe(GtidSet.Empty);
    }
}
