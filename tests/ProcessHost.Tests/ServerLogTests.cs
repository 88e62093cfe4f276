using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class ServerLogTests
{
    [Fact]
    public void The_first_error_is_the_reason() =>
        ServerLog.Reason(
            """
            2025-11-23T12:39:11.123456Z 0 [System] [MY-015015] [Server] MySQL Server - start.
            2025-11-23T12:39:11.223456Z 0 [ERROR] [MY-000067] [Server] unknown variable 'nonsense=1'.
            2025-11-23T12:39:11.253456Z 0 [ERROR] [MY-013236] [Server] The designated data directory /x is unusable.
            2025-11-23T12:39:11.323456Z 0 [ERROR] [MY-010119] [Server] Aborting
            2025-11-23T12:39:11.423456Z 0 [System] [MY-010910] [Server] Shutdown complete.
            """).ShouldBe("[MY-000067] [Server] unknown variable 'nonsense=1'.");

    [Fact]
    public void A_text_without_errors_gives_its_last_line() =>
        ServerLog.Reason("error while loading shared libraries: libx.so.1\n\n").ShouldBe("error while loading shared libraries: libx.so.1");

    [Fact]
    public void Nothing_gives_nothing() => ServerLog.Reason(" \n").ShouldBeNull();
}
