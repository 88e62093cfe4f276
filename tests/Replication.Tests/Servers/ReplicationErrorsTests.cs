using DualMaster.Replication.Servers;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Servers;

public sealed class ReplicationErrorsTests
{
    [Theory]
    [InlineData(13114, 1236)]
    [InlineData(13117, 1593)]
    public void A_number_that_a_later_version_gave_anew_means_what_the_old_one_means(int current, int old) =>
        ReplicationErrors.Of(old, "text").ShouldBe(ReplicationErrors.Of(current, "text") with { Number = old });

    [Theory]
    [InlineData(1062, ReplicationErrorKind.Final)]
    [InlineData(1236, ReplicationErrorKind.Final)]
    [InlineData(1593, ReplicationErrorKind.Final)]
    [InlineData(1950, ReplicationErrorKind.Final)]
    [InlineData(1045, ReplicationErrorKind.Login)]
    [InlineData(1698, ReplicationErrorKind.Login)]
    [InlineData(2061, ReplicationErrorKind.Login)]
    [InlineData(1205, ReplicationErrorKind.Transient)]
    [InlineData(1927, ReplicationErrorKind.Transient)]
    [InlineData(2003, ReplicationErrorKind.Transient)]
    public void A_number_tells_what_can_be_done(int number, ReplicationErrorKind kind) => ReplicationErrors.Of(number, "text").Kind.ShouldBe(kind);
}
