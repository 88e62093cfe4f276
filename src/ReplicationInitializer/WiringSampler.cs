using System.Diagnostics;
using OpenTelemetry.Trace;

namespace DualMaster.ReplicationInitializer;

/// <summary>
/// Keeps what belongs to a wiring or a command, statements included, and drops statements that belong to nothing: those of a round
/// that only looks. A server is asked a dozen times a second, for ever.
/// </summary>
sealed class WiringSampler : Sampler
{
    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        var isRoot = parent.TraceId == default;
        return new SamplingResult(isRoot ? samplingParameters.Kind != ActivityKind.Client : parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
    }
}
