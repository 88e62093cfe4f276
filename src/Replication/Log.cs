using Microsoft.Extensions.Logging;

namespace DualMaster.Replication;

/// <summary>All log records of this library; ids stay, and no argument is ever a secret.</summary>
static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Waiting for {Node}: {Reason}")]
    public static partial void WaitingForNode(ILogger logger, string node, string? reason);

    [LoggerMessage(2, LogLevel.Information, "{Node} answers: {Version}, server_id {ServerId}")]
    public static partial void NodeAnswers(ILogger logger, string node, string version, uint serverId);

    [LoggerMessage(3, LogLevel.Warning, "{Node} no longer answers: {Reason}")]
    public static partial void NodeLost(ILogger logger, string node, string? reason);

    [LoggerMessage(10, LogLevel.Information, "Step {Number} done: {Step}")]
    public static partial void StepDone(ILogger logger, int number, string step);

    [LoggerMessage(11, LogLevel.Warning, "Step failed: {Step}: {Reason}")]
    public static partial void StepFailed(ILogger logger, string step, string reason);

    [LoggerMessage(12, LogLevel.Warning, "No beat on {Node}: {Reason}")]
    public static partial void BeatFailed(ILogger logger, string node, string reason);

    [LoggerMessage(13, LogLevel.Information, "Mended unasked: {Repair} of {Subject}")]
    public static partial void Repaired(ILogger logger, Topology.RepairKind repair, string subject);

    [LoggerMessage(20, LogLevel.Information, "The topology is {State}")]
    public static partial void StateChanged(ILogger logger, Watching.TopologyHealth state);

    [LoggerMessage(21, LogLevel.Warning, "The topology is {State}: {Reasons}")]
    public static partial void StateChangedBecause(ILogger logger, Watching.TopologyHealth state, string reasons);

    [LoggerMessage(22, LogLevel.Error, "Refused: {Refusal}")]
    public static partial void Refused(ILogger logger, string refusal);

    [LoggerMessage(23, LogLevel.Warning, "For an operator to decide, {Subject}: {Finding}. {Command}")]
    public static partial void DecisionNeeded(ILogger logger, string subject, string finding, string command);

    [LoggerMessage(30, LogLevel.Information, "This initializer acts")]
    public static partial void Acting(ILogger logger);

    [LoggerMessage(31, LogLevel.Warning, "Another initializer holds the lock; this one only observes")]
    public static partial void OnlyObserving(ILogger logger);

    [LoggerMessage(32, LogLevel.Error, "A round failed; the next one is tried")]
    public static partial void RoundFailed(ILogger logger, Exception failure);

    [LoggerMessage(40, LogLevel.Information, "{Source} → {Replica}: the {Thread} is {State}")]
    public static partial void ThreadRuns(ILogger logger, string source, string replica, string thread, string state);

    [LoggerMessage(41, LogLevel.Warning, "{Source} → {Replica}: the {Thread} is {State}; {Remedy}")]
    public static partial void ThreadDoesNotRun(ILogger logger, string source, string replica, string thread, string state, string? remedy);

    [LoggerMessage(42, LogLevel.Warning, "{Source} → {Replica}: the {Thread} is {State} with error {ErrorNumber}: {Error} (transaction: {Transaction}); {Remedy}")]
    public static partial void ThreadFailed(
        ILogger logger, string source, string replica, string thread, string state, int errorNumber, string? error, string transaction, string? remedy);

    [LoggerMessage(43, LogLevel.Warning, "{Source} → {Replica} does not pass beats on; its threads say {Io} and {Sql}")]
    public static partial void LinkHoldsUp(ILogger logger, string source, string replica, string io, string sql);

    [LoggerMessage(44, LogLevel.Information, "{Source} → {Replica} passes beats on again")]
    public static partial void LinkDelivers(ILogger logger, string source, string replica);

    [LoggerMessage(50, LogLevel.Information, "Ordered by {Caller}: {Order}. {Outcome}: {Sentence}")]
    public static partial void Ordered(ILogger logger, string caller, string order, Wiring.CommandResult outcome, string sentence);

    [LoggerMessage(60, LogLevel.Information, "Copying {Donor} to {Node}")]
    public static partial void CopyBegan(ILogger logger, string donor, string node);

    [LoggerMessage(61, LogLevel.Information, "Copying {Donor} to {Node}: {Progress}")]
    public static partial void CopyGoesOn(ILogger logger, string donor, string node, string progress);

    [LoggerMessage(62, LogLevel.Information, "Copied {Donor} to {Node} by {Method} in {Seconds} s, {Bytes} bytes")]
    public static partial void CopyEnded(ILogger logger, string donor, string node, string method, double seconds, long bytes);

    [LoggerMessage(63, LogLevel.Warning, "{Failure}")]
    public static partial void CopyFailed(ILogger logger, string failure);
}
