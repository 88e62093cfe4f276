using DualMaster.Replication.Watching;
using Microsoft.Extensions.Logging.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

/// <summary>One record a change, with a number that stays; none while nothing changes.</summary>
public sealed class LinkLogTests
{
    static readonly ThreadStatus Running = new("running", null, null, null, null);
    static readonly ThreadStatus Failed = new("stopped", 1062, "Duplicate entry", "uuid:7", "find the row");

    readonly FakeLogger records = new();
    readonly LinkLog log;

    public LinkLogTests() => log = new LinkLog(records);

    [Fact]
    public void A_link_that_runs_from_the_beginning_is_no_news()
    {
        See(Running);
        See(Running);

        Said().ShouldBeEmpty();
    }

    [Fact]
    public void One_that_stands_from_the_beginning_is()
    {
        See(Failed);

        Said().ShouldBe([(42, "a → b: the applier is stopped with error 1062: Duplicate entry (transaction: uuid:7); find the row")]);
    }

    [Fact]
    public void Every_change_is_said_once()
    {
        See(Running);
        See(Failed);
        See(Failed with { ErrorText = "Duplicate entry, attempt 2" });
        See(new ThreadStatus("paused", null, null, null, "resume it"));
        See(Running);
        See(Running);

        Said().ShouldBe(
        [
            (42, "a → b: the applier is stopped with error 1062: Duplicate entry (transaction: uuid:7); find the row"),
            (41, "a → b: the applier is paused; resume it"),
            (40, "a → b: the applier is running"),
        ]);
    }

    [Fact]
    public void Attempts_that_fail_in_different_ways_are_one_record_while_the_same_is_to_be_done()
    {
        See(Running);
        See(new ThreadStatus("connecting", 2013, "Lost connection", null, "start the source"));
        See(new ThreadStatus("connecting", 2003, "Can't connect", null, "start the source"));
        See(new ThreadStatus("connecting", 1045, "Access denied", null, "correct the password"));

        Said().Select(record => record.Item2.Split(':')[1]).ShouldBe([" the applier is connecting with error 2013", " the applier is connecting with error 1045"]);
    }

    [Fact]
    public void An_attempt_that_has_not_failed_yet_is_no_news_after_one_that_has()
    {
        var failed = new ThreadStatus("connecting", 2003, "Can't connect", null, "start the source");
        var trying = new ThreadStatus("connecting", null, null, null, "it is tried again by itself");
        foreach (var state in (ThreadStatus[])[Running, trying, failed, trying, failed, trying, Running])
            See(state);

        Said().Select(record => record.Item1).ShouldBe([41, 42, 40]);
    }

    [Fact]
    public void A_link_that_holds_beats_up_is_said_once_and_that_it_delivers_again_too()
    {
        foreach (var delivers in (bool?[])[null, true, false, null, false, true, true])
            See(Running, delivers);

        Said().ShouldBe([(43, "a → b does not pass beats on; its threads say running and running"), (44, "a → b passes beats on again")]);
    }

    void See(ThreadStatus applier, bool? delivers = true) =>
        log.Note([new LinkStatus("a", "b", "running", "running", applier.State, null, null) { Receiver = Running, Applier = applier, Delivers = delivers }]);

    IEnumerable<(int, string)> Said() => records.Collector.GetSnapshot().Select(record => (record.Id.Id, record.Message));
}
