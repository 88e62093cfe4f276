using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

/// <summary>Rounds and beats have intervals of their own, whichever is shorter; beats may be off.</summary>
public sealed class LoopPaceTests
{
    [Theory]
    [InlineData(1.0, 1.0, 10, 10)]
    [InlineData(1.0, 0.25, 10, 40)]
    [InlineData(1.0, 3.0, 10, 4)]
    [InlineData(0.5, 2.0, 20, 5)]
    [InlineData(1.0, 0.0, 10, 0)]
    public void At_rest_for_ten_seconds(double round, double beat, int rounds, int beats) => Run(round, beat, atRest: true).ShouldBe((rounds, beats));

    [Theory]
    [InlineData(1.0, 3.0)]
    [InlineData(1.0, 0.0)]
    public void While_proving_every_tick_looks_and_beats(double round, double beat) => Run(round, beat, atRest: false).ShouldBe((50, 50));

    /// <summary>Turns as the loop does, on a timer that is a little early or late.</summary>
    static (int Rounds, int Beats) Run(double round, double beat, bool atRest)
    {
        var time = new FakeTimeProvider();
        var pace = new LoopPace(new TopologySettings { RoundInterval = TimeSpan.FromSeconds(round), BeatInterval = TimeSpan.FromSeconds(beat) }, time);
        var (rounds, beats) = (0, 0);
        var tick = pace.Tick(atRest);
        for (var number = 0; number * tick < TimeSpan.FromSeconds(10); number++)
        {
            if (pace.LookIsDue(atRest))
            {
                pace.Looked();
                rounds++;
            }

            if (pace.BeatIsDue(proved: atRest))
            {
                pace.Beaten();
                beats++;
            }

            time.Advance(tick + TimeSpan.FromMilliseconds(number % 2 == 0 ? 20 : -20));
        }

        return (rounds, beats);
    }
}
