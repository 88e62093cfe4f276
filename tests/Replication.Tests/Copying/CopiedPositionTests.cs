using DualMaster.Replication.Copying;
using DualMaster.Replication.Servers;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Copying;

/// <summary>The position of a copy is set on a server that nobody wrote to, and what was written before is not overwritten by it.</summary>
public sealed class CopiedPositionTests
{
    const string Donor = "00000001-1111-1111-1111-111111111111";
    const string Own = "00000003-1111-1111-1111-111111111111";

    [Theory]
    [InlineData("", false)]
    [InlineData($"{Donor}:1-9", true)]
    [InlineData($"{Donor}:1-9,{Own}:1", true)]
    public void MySQL_has_it_or_has_it_not(string logged, bool taken) =>
        CopiedPosition.IsTaken((logged, ""), $"{Donor}:1-9", ServerFamily.Current, "node3").ShouldBe(taken);

    [Theory]
    [InlineData("", "", false)]
    [InlineData("1-1-9,3-3-5", "", false)]
    [InlineData("1-1-9,3-3-5", "1-1-9,3-3-5", true)]
    [InlineData("1-1-9,3-3-6", "1-1-9,3-3-5", true)]
    public void MariaDB_has_it_has_it_not_or_has_half_of_it(string logged, string applied, bool taken) =>
        CopiedPosition.IsTaken((logged, applied), "1-1-9,3-3-5", ServerFamily.MariaDb, "node3").ShouldBe(taken);

    // 3-3-1: the server began to count anew, so it is no transaction of the copy.
    [Theory]
    [InlineData(ServerFamily.Current, $"{Own}:1", "", $"{Donor}:1-9")]
    [InlineData(ServerFamily.Current, $"{Donor}:1-8", "", $"{Donor}:1-9")]
    [InlineData(ServerFamily.MariaDb, "3-3-1", "", "1-1-9,3-3-5")]
    [InlineData(ServerFamily.MariaDb, "1-1-9,3-3-6", "", "1-1-9,3-3-5")]
    public void What_somebody_wrote_before_is_kept(ServerFamily family, string logged, string applied, string position) =>
        Should.Throw<CopyException>(() => CopiedPosition.IsTaken((logged, applied), position, family, "node3")).Message.ShouldBe(
            $"node3 holds half a copy, and was written to before that was whole ({logged}); expected nobody to write there; save what was written, empty node3, and it is filled anew.");

    [Fact]
    public void Nobody_may_have_written_there_when_rows_are_deleted_for_the_next_attempt()
    {
        CopiedPosition.ShouldBeUntouched(("", ""), "node3");
        Should.Throw<CopyException>(() => CopiedPosition.ShouldBeUntouched(("3-3-1", ""), "node3"));
    }
}
