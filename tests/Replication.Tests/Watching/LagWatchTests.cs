using DualMaster.Replication.Servers;
using DualMaster.Replication.Tests.Wiring;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

/// <summary>Lag by beats: the age of the oldest that was written and is not shown; unknown rather than guessed.</summary>
public sealed class LagWatchTests
{
    readonly FakeTimeProvider time = new();
    readonly LagWatch watch;

    public LagWatchTests() => watch = new LagWatch(time);

    [Fact]
    public void A_node_that_shows_the_latest_beat_is_as_far_behind_as_that_was_old_when_it_came()
    {
        See(1, 0, 1, 0);
        See(2, 0.1, 2, 0.3).ShouldBe(TimeSpan.FromSeconds(0.3));

        See(2, 0.9, 2, 1.1).ShouldBe(TimeSpan.FromSeconds(0.3));
    }

    [Fact]
    public void One_that_does_not_is_as_far_behind_as_the_oldest_that_it_lacks_is_old_now()
    {
        See(1, 0, 1, 0);
        See(2, 0.1, 1, 1);
        time.Advance(TimeSpan.FromSeconds(1));
        See(3, 0.1, 1, 2).ShouldBe(TimeSpan.FromSeconds(1.1));

        time.Advance(TimeSpan.FromSeconds(1));
        See(4, 0.1, 2, 2).ShouldBe(TimeSpan.FromSeconds(1.1));
    }

    [Fact]
    public void Of_a_beat_that_was_there_before_anybody_looked_it_is_not_known_when_it_came()
    {
        See(7, 3.5, 7, 3.5).ShouldBeNull();
        See(7, 3.7, 7, 3.7).ShouldBeNull();

        See(8, 0.1, 8, 0.2).ShouldBe(TimeSpan.FromSeconds(0.2));
    }

    [Fact]
    public void One_that_shows_an_older_beat_when_it_is_looked_at_first_is_that_far_behind() =>
        See(7, 0.5, 3, 4.5).ShouldBe(TimeSpan.FromSeconds(4.5));

    [Fact]
    public void The_first_beat_of_all_came_while_it_was_looked_for()
    {
        See();

        See(1, 0.1, 1, 0.2).ShouldBe(TimeSpan.FromSeconds(0.2));
    }

    [Fact]
    public void Of_a_node_that_shows_none_nothing_is_known() => watch.Lag("node2", null).ShouldBeNull();

    /// <summary>Node 1 shows its own beat, and node 2 shows it or an earlier one.</summary>
    TimeSpan? See(long written, double age, long shown, double shownAge)
    {
        var beat = new Beat(1, "run", shown, TimeSpan.FromSeconds(shownAge));
        See([new Beat(1, "run", written, TimeSpan.FromSeconds(age))], [beat]);
        return watch.Lag("node2", beat);
    }

    void See(Beat[]? first = null, Beat[]? second = null) => watch.Note(
        Found.Wired().With("node1", server => server with { Beats = first ?? [] }).With("node2", server => server with { Beats = second ?? [] }).Nodes.Values);
}
