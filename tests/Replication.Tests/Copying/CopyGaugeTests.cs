using DualMaster.Replication.Copying;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Copying;

public sealed class CopyGaugeTests
{
    const long Mebibyte = 1 << 20;

    readonly FakeTimeProvider time = new();

    [Fact]
    public void Rate_and_time_left_are_those_of_the_last_seconds()
    {
        var gauge = new CopyGauge(time);
        gauge.Note("clone", "copying");
        // Slow for a minute, then fast: what comes is expected to be fast.
        for (var second = 0; second <= 60; second++)
            Note(gauge, second * Mebibyte);
        for (var second = 1; second <= 15; second++)
            Note(gauge, (60 + (second * 10)) * Mebibyte);

        gauge.Now.ShouldBe(new CopyProgress("clone", "copying", 210 * Mebibyte, 310 * Mebibyte, 10 * Mebibyte));
        gauge.Now.SecondsLeft.ShouldBe(10);
        gauge.Now.ToString().ShouldBe("copying by clone, 210 of 310 MiB, 10 MiB/s, 10 s left");
    }

    [Fact]
    public void What_is_not_known_is_not_said()
    {
        var gauge = new CopyGauge(time);
        gauge.Now.ToString().ShouldBe("beginning");

        gauge.Note("dump", "copying");
        gauge.Note(3 * Mebibyte, null);

        (gauge.Now.SecondsLeft, gauge.Now.ToString()).ShouldBe((null, "copying by dump, 3 MiB"));
    }

    [Fact]
    public void More_than_was_estimated_has_no_time_left()
    {
        var gauge = new CopyGauge(time);
        gauge.Note("dump", "copying");
        Note(gauge, 300 * Mebibyte);
        Note(gauge, 400 * Mebibyte);

        gauge.Now.ToString().ShouldBe("copying by dump, 400 MiB, 100 MiB/s");
    }

    void Note(CopyGauge gauge, long bytes)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        gauge.Note(bytes, 310 * Mebibyte);
    }
}
