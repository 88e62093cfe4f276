using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Watching;

/// <summary>One line says all to whoever sees nothing else.</summary>
public sealed class HealthTextTests
{
    static readonly ThreadStatus Running = new("running", null, null, null, null);

    [Fact]
    public void Proved_with_every_lag_and_why_one_is_unknown() =>
        HealthText.Of(Status(TopologyHealth.Proved, [], Link("a", "b", new OriginLag("a", 0.04, null)), Link("b", "a", new OriginLag("b", null, "b writes no beats"))))
            .ShouldBe("proved; lag a → b 0.0 s, b → a unknown (b writes no beats)");

    [Fact]
    public void Otherwise_all_that_is_wrong_and_what_to_do() =>
        HealthText.Of(Status(TopologyHealth.Degraded, ["a → b: the applier is stopped (1062: twice)"],
            Link("a", "b") with { Applier = new ThreadStatus("stopped", 1062, "twice", null, "find the row") }, Link("b", "a")))
            .ShouldBe("degraded: a → b: the applier is stopped (1062: twice). To do: a → b: find the row");

    [Fact]
    public void Without_anything_to_do_nothing_is_said_of_it() =>
        HealthText.Of(Status(TopologyHealth.Wiring, ["no beat yet"], Link("a", "b"))).ShouldBe("wiring: no beat yet");

    static LinkStatus Link(string source, string replica, params OriginLag[] lags) =>
        new(source, replica, "running", "running", "running", null, null) { Receiver = Running, Applier = Running, Lags = lags };

    static TopologyStatus Status(TopologyHealth state, IReadOnlyList<string> reasons, params LinkStatus[] links) => new(state, true, 0, reasons, [], links, [], [], []);
}
