using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

/// <summary>How far back binary logs reach: at least that far, and unknown rather than guessed.</summary>
public sealed class LogWindowWatchTests
{
    const string Uuid = "00000001-1111-1111-1111-111111111111";

    readonly FakeTimeProvider time = new();
    readonly LogWindowWatch watch;

    public LogWindowWatchTests() => watch = new LogWindowWatch(time);

    [Fact]
    public void Where_nothing_was_ever_purged_they_hold_the_first_row_that_was_written() =>
        See(executed: 90, purged: 0, stateAge: TimeSpan.FromHours(7)).ShouldBe(TimeSpan.FromHours(7));

    [Fact]
    public void What_was_purged_before_anybody_looked_says_nothing()
    {
        See(executed: 90, purged: 40, stateAge: TimeSpan.FromHours(7)).ShouldBeNull();
        Pass(TimeSpan.FromHours(1), executed: 100, purged: 40).ShouldBeNull();
    }

    [Fact]
    public void Without_a_row_of_ours_nothing_is_known() => See(executed: 90, purged: 0, stateAge: null).ShouldBeNull();

    [Fact]
    public void What_is_purged_while_it_looks_tells_when_the_oldest_log_was_begun()
    {
        See(executed: 90, purged: 0, stateAge: TimeSpan.FromHours(7));
        for (var minute = 1; minute <= 60; minute++)
            Pass(TimeSpan.FromMinutes(1), executed: 90 + minute, purged: 0);

        // Held is what was committed after the thirtieth minute.
        See(executed: 150, purged: 120, stateAge: TimeSpan.FromHours(8)).ShouldBe(TimeSpan.FromMinutes(29));
        Pass(TimeSpan.FromMinutes(5), executed: 160, purged: 120).ShouldBe(TimeSpan.FromMinutes(34));
    }

    [Fact]
    public void When_all_is_purged_they_reach_no_further_back_than_the_last_look()
    {
        See(executed: 90, purged: 0, stateAge: TimeSpan.FromHours(7));

        Pass(TimeSpan.FromMinutes(1), executed: 91, purged: 91).ShouldBe(TimeSpan.FromMinutes(1));
        Pass(TimeSpan.FromMinutes(1), executed: 92, purged: 91).ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_long_run_costs_no_more_memory_and_is_known_less_exactly()
    {
        See(executed: 1, purged: 0, stateAge: TimeSpan.Zero);
        for (var look = 1; look <= 5000; look++)
            Pass(TimeSpan.FromSeconds(10), executed: 1 + look, purged: 0);

        See(executed: 5001, purged: 2501, stateAge: TimeSpan.FromSeconds(50_000)).ShouldNotBeNull().TotalSeconds.ShouldBeInRange(24_500, 25_000);
    }

    TimeSpan? Pass(TimeSpan by, int executed, int purged)
    {
        time.Advance(by);
        return See(executed, purged, TimeSpan.FromHours(7));
    }

    TimeSpan? See(int executed, int purged, TimeSpan? stateAge)
    {
        var node = Found.Wired().With("node1", server => server with
        {
            Executed = GtidSet.Parse($"{Uuid}:1-{executed}"),
            Purged = purged == 0 ? GtidSet.Empty : GtidSet.Parse($"{Uuid}:1-{purged}"),
            StateAge = stateAge,
        }).Nodes["node1"];
        watch.Note([node]);
        return watch.Window(node);
    }
}
