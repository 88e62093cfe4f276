using DualMaster.Replication.Servers;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.Logging;

namespace DualMaster.Replication.Watching;

/// <summary>Writes one record per change, however many rounds see the same.</summary>
/// <param name="logger">Where to.</param>
sealed class RoundLog(ILogger logger)
{
    const int ReasonsShown = 3;

    readonly Dictionary<string, bool> answering = [];
    readonly Dictionary<string, string?> beatFailures = [];
    HashSet<string> refusals = [];
    HashSet<Decision> decisions = [];
    bool? acting;
    string? failed;

    public void NoteNode(NodeState node)
    {
        var known = answering.TryGetValue(node.Name, out var before);
        var answers = node.Server is not null;
        if ((known && before == answers) || node.Error == "not asked yet")
            return;

        answering[node.Name] = answers;
        if (node.Server is { } server)
            Log.NodeAnswers(logger, node.Name, server.Version.ToString(), server.ServerId);
        else if (known)
            Log.NodeLost(logger, node.Name, node.Error);
        else
            Log.WaitingForNode(logger, node.Name, node.Error);
    }

    public void NoteFailure(Exception failure)
    {
        if (failed != failure.Message)
            Log.RoundFailed(logger, failure);
        failed = failure.Message;
    }

    public void NoteRound(IEnumerable<NodeState> nodes, WiringPlan plan)
    {
        failed = null;
        foreach (var node in nodes)
            NoteNode(node);

        var refused = plan.Refusals.Select(refusal => refusal.Sentence).ToHashSet(StringComparer.Ordinal);
        foreach (var sentence in refused.Where(sentence => !refusals.Contains(sentence)))
            Log.Refused(logger, sentence);
        refusals = refused;

        var asked = plan.Decisions.ToHashSet();
        foreach (var decision in asked.Where(decision => !decisions.Contains(decision)))
            Log.DecisionNeeded(logger, decision.Subject, decision.Finding, decision.Command);
        decisions = asked;
    }

    public void NoteBeat(string node, string? failure)
    {
        if (failure is not null && beatFailures.GetValueOrDefault(node) != failure)
            Log.BeatFailed(logger, node, failure);
        beatFailures[node] = failure;
    }

    public void NoteActing(bool? now)
    {
        if (now is null || now == acting)
            return;

        acting = now;
        if (now.Value)
            Log.Acting(logger);
        else
            Log.OnlyObserving(logger);
    }

    public void NoteState(TopologyStatus status)
    {
        if (status.State == TopologyHealth.Proved)
            Log.StateChanged(logger, status.State);
        else
            Log.StateChangedBecause(logger, status.State, Shortened([.. status.Refusals, .. status.Reasons]));
    }

    // Before anything is wired every link and every beat is missing; /status has the whole list.
    static string Shortened(IReadOnlyList<string> reasons) => reasons.Count <= ReasonsShown
        ? string.Join("; ", reasons)
        : $"{string.Join("; ", reasons.Take(ReasonsShown))}; and {reasons.Count - ReasonsShown} more";
}
