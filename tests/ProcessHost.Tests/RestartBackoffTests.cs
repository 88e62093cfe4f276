using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class RestartBackoffTests
{
    readonly FakeTimeProvider clock = new();

    [Fact]
    public void A_process_that_keeps_dying_is_started_at_once_and_then_ever_later_up_to_ten_seconds()
    {
        var backoff = new RestartBackoff(clock);

        var delays = Enumerable.Range(0, 8).Select(_ => backoff.Next().TotalSeconds).ToArray();

        delays.ShouldBe([0, 0.5, 1, 2, 4, 8, 10, 10]);
    }

    [Fact]
    public void A_process_that_lived_for_half_a_minute_is_started_at_once_again()
    {
        var backoff = new RestartBackoff(clock);
        _ = backoff.Next();
        _ = backoff.Next();
        backoff.Started();

        clock.Advance(TimeSpan.FromSeconds(30));

        backoff.Next().ShouldBe(TimeSpan.Zero);
    }
}
