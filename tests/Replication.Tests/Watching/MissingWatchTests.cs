using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

/// <summary>Under traffic something is always missing; what counts is whether it arrives.</summary>
public sealed class MissingWatchTests
{
    readonly FakeTimeProvider time = new();
    readonly MissingWatch watch;

    public MissingWatchTests() => watch = new MissingWatch(time);

    [Fact]
    public void A_replica_that_has_everything_lacks_nothing() => watch.Note(Found.Wired()).ShouldBeEmpty();

    [Fact]
    public void What_does_not_arrive_is_missing_ever_longer()
    {
        Lacks("500").ShouldBe(TimeSpan.Zero);
        time.Advance(TimeSpan.FromSeconds(3));

        Lacks("500-520").ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void A_replica_that_keeps_up_is_never_far_behind_however_much_is_written()
    {
        for (var number = 501; number < 600; number++)
        {
            Lacks($"{number}", has: $"500-{number - 1}").ShouldBe(TimeSpan.Zero);
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    TimeSpan? Lacks(string numbers, string? has = null)
    {
        var found = Found.Wired();
        var written = found.With("node1", server => server.Adding($"{found.Uuid("node1")}:{numbers}"));
        if (has is not null)
            written = written.With("node2", server => server.Adding($"{found.Uuid("node1")}:{has}"));
        return watch.Note(written).TryGetValue(written.Link("node1", "node2"), out var since) ? since : null;
    }
}
