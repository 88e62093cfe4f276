using System.Diagnostics;
using DualMaster.Replication.Tests.Simulation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Wiring;

/// <summary>One trace a wiring, over as many rounds as it takes; it ends by itself where nothing helps.</summary>
public sealed class WiringTraceTests : IDisposable
{
    static readonly TopologyLink Link = Topologies.Named(Topologies.Default).Link("node1", "node2");
    static readonly WiringStep[] Steps = [new CreateStateSchema("node1"), new StartChannel(Link, "")];

    readonly FakeTimeProvider time = new();
    readonly List<Activity> ended = [];
    readonly ActivityListener listener;
    readonly WiringTrace trace;

    public WiringTraceTests()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ReplicationTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        trace = new WiringTrace(time);
    }

    public void Dispose() => listener.Dispose();

    [Fact]
    public void Rounds_that_take_steps_are_one_trace_with_a_span_a_link_and_a_step()
    {
        Round(TopologyHealth.Wiring).ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(2));
        Round(TopologyHealth.Proved).ShouldBe(new WiringEnd(TimeSpan.FromSeconds(2), "proved"));

        var wiring = ended.Single(span => span.OperationName == "wiring");
        var link = ended.Single(span => span.OperationName == "link node1 → node2");
        link.ParentSpanId.ShouldBe(wiring.SpanId);
        ended.Select(span => span.TraceId).Distinct().ShouldHaveSingleItem();
        ended.Count(span => span.OperationName == nameof(StartChannel) && span.ParentSpanId == link.SpanId).ShouldBe(2);
        ended.Count(span => span.OperationName == nameof(CreateStateSchema) && span.ParentSpanId == wiring.SpanId).ShouldBe(2);
        wiring.GetTagItem("dualmaster.wiring.outcome").ShouldBe("proved");
        Activity.Current.ShouldBeNull();
    }

    [Fact]
    public void A_round_without_steps_has_none()
    {
        trace.Note(TopologyHealth.Proved).ShouldBeNull();
        trace.Note(TopologyHealth.Degraded).ShouldBeNull();

        ended.ShouldBeEmpty();
    }

    [Fact]
    public void It_ends_when_no_step_helps_any_more()
    {
        Round(TopologyHealth.Wiring);
        time.Advance(TimeSpan.FromSeconds(9));
        trace.Note(TopologyHealth.Wiring).ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(1));

        trace.Note(TopologyHealth.Wiring).ShouldBe(new WiringEnd(TimeSpan.FromSeconds(10), "unproved"));
    }

    [Fact]
    public void One_step_that_is_tried_for_ever_is_not_one_trace_for_ever()
    {
        WiringEnd? end = null;
        for (var seconds = 0; end is null; seconds += 5)
        {
            seconds.ShouldBeLessThan(120);
            end = Round(TopologyHealth.Degraded);
            time.Advance(TimeSpan.FromSeconds(5));
        }

        end.ShouldBe(new WiringEnd(TimeSpan.FromSeconds(60), "unproved"));
    }

    WiringEnd? Round(TopologyHealth state)
    {
        trace.Begin(Steps);
        foreach (var step in Steps)
            trace.StartStep(step)?.Dispose();
        trace.Taken(Steps);
        return trace.Note(state);
    }
}
