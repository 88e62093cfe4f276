using DualMaster.Replication.Presentation;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;

namespace DualMaster.ProcessHost;

/// <summary>Finds in a status what is wrong, and the one line that mends each.</summary>
/// <param name="shell">Makes the lines for a shell.</param>
/// <param name="phases">Gives what the host knows of its servers; nothing when they are another process's.</param>
sealed class Troubles(ShellLine shell, Func<IReadOnlyDictionary<string, NodeServerPhase>> phases)
{
    const string Expected = "; expected";
    const string BySelf = "mended by itself: ";

    // Where a link or a node is down, nothing arrives behind it: to say so of every node and writer would bury the cause.
    static readonly string[] Consequences = ["no beat of ", "no new beat of ", " lacks "];

    /// <summary>Everything that is wrong; what is only not done yet is not.</summary>
    /// <param name="status">What the initializer says.</param>
    public IReadOnlyList<Trouble> Of(TopologyStatus status)
    {
        NodeStatus[] silent = [.. status.Nodes.Where(node => IsWrong(node, status))];
        LinkStatus[] links = [.. status.Links.Where(link => IsWrong(link, status))];
        return
        [
            .. status.Refusals.Select(Refused),
            .. status.Decisions.Select(decision => new Trouble(decision.Finding.TrimEnd('.'), Command(status, decision), Restart(decision))),
            .. silent.Where(node => !status.Refusals.Any(refusal => refusal.StartsWith(node.Name, StringComparison.Ordinal))).Select(Silent),
            .. links.Select(link => Broken(status, link)),
            .. status.State == TopologyHealth.Degraded
                ? status.Reasons.Where(reason => !IsTold(reason, status, silent, links)).Select(reason => new Trouble(reason, Remedy(status, reason)))
                : [],
        ];
    }

    bool IsWrong(NodeStatus node, TopologyStatus status) =>
        phases().TryGetValue(node.Name, out var phase)
            ? phase == NodeServerPhase.Restarting || (!node.Reachable && status.State != TopologyHealth.Waiting)
            : !node.Reachable;

    // While it is being laid a link is no trouble, unless an error says so.
    static bool IsWrong(LinkStatus link, TopologyStatus status) =>
        !status.Decisions.Any(decision => decision.Subject == Name(link))
        && link.Io != "unreachable"
        && (IsPaused(link) || ((link.Io != "running" || link.Sql != "running") && (status.State is TopologyHealth.Degraded or TopologyHealth.Refused || link.LastError is not null)));

    /// <summary>Whether a reason says once more what is shown already, what is being done, or what follows from it.</summary>
    static bool IsTold(string reason, TopologyStatus status, NodeStatus[] silent, LinkStatus[] links) =>
        silent.Select(node => node.Name).Concat(links.Select(Name)).Concat(status.Decisions.Select(decision => decision.Subject))
            .Any(subject => reason.StartsWith(subject, StringComparison.Ordinal))
        || reason.StartsWith("waiting for ", StringComparison.Ordinal)
        || reason.StartsWith("still to do: ", StringComparison.Ordinal)
        // Some link before that holds the beats up, and is named.
        || (reason.EndsWith(" follows", StringComparison.Ordinal) && status.Reasons.Any(other => other.EndsWith(" does not pass them on", StringComparison.Ordinal)))
        || ((silent.Length + links.Length > 0 || status.Links.Any(link => link.LastError is not null)) && Consequences.Any(words => reason.Contains(words, StringComparison.Ordinal)));

    /// <summary>Refusals are "found; expected …; what to do."</summary>
    static Trouble Refused(string sentence)
    {
        var expected = sentence.IndexOf(Expected, StringComparison.Ordinal);
        var remedy = expected < 0 ? -1 : sentence.IndexOf("; ", expected + Expected.Length, StringComparison.Ordinal);
        return remedy < 0
            ? new Trouble(sentence, "docs/operations.md says what it means and what to do")
            : new Trouble(sentence[..remedy], sentence[(remedy + 2)..].TrimEnd('.'));
    }

    static string Command(TopologyStatus status, DecisionStatus decision) =>
        status.Nodes.Any(node => node.Name == decision.Subject) && !decision.Command.StartsWith("--", StringComparison.Ordinal)
            ? $"on {decision.Subject}: {decision.Command}"
            : decision.Command.TrimStart('-', ' ');

    /// <summary>The same where a link has its commands beside it.</summary>
    static string? Restart(DecisionStatus decision) => decision.Command.IndexOf(", then POST ", StringComparison.Ordinal) is > 0 and var length
        ? $"{decision.Command[..length].TrimStart('-', ' ')}, then {CommandWords.Of(LinkCommand.Restart).Title} in the row of the link"
        : null;

    Trouble Silent(NodeStatus node) =>
        phases().TryGetValue(node.Name, out var phase) && phase == NodeServerPhase.Stopped
            ? new($"{node.Name} was stopped", "start it on the dashboard; or stop everything, and start it again")
        : phase == NodeServerPhase.Restarting
            ? new($"{node.Name} ended by itself", $"{BySelf}it is started again; why it ended: {shell.For("logs", node.Name)}")
            : new($"{node.Name} does not answer{(node.Error is null ? "" : $": {node.Error}")}", $"{BySelf}when its server answers again; what it says: {shell.For("logs", node.Name)}");

    Trouble Broken(TopologyStatus status, LinkStatus link)
    {
        if (IsPaused(link))
        {
            var master = status.Nodes.FirstOrDefault(node => node is { Role: "master", Reachable: true })?.Name ?? link.Source;
            return new($"{Name(link)} is paused by an operator", shell.Statement(
                master, $"INSERT INTO dualmaster.desired_link VALUES (@@server_id, '{link.Source}', '{link.Replica}', FALSE, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE paused = FALSE, written_at = UTC_TIMESTAMP(6)"),
                $"{CommandWords.Of(LinkCommand.Resume).Title} in the row of the link lets it run again");
        }

        var threads = link.Io == link.Sql ? $"both threads are {Words.Thread(link.Io)}"
            : link.Io != "running" ? $"the IO thread is {Words.Thread(link.Io)}" : $"the SQL thread is {Words.Thread(link.Sql)}";
        return new($"{Name(link)}: {threads}{(link.LastError is null ? "" : $" ({link.LastError})")}", BySelf + Waits(status, link));
    }

    static string Waits(TopologyStatus status, LinkStatus link) =>
        status.Reasons.FirstOrDefault(reason => reason.StartsWith("waiting for ", StringComparison.Ordinal) && reason.Contains(Name(link), StringComparison.Ordinal))
        ?? (link.Io == "connecting" ? $"tried every 2 s, and at once when {link.Source} answers" : "at once when nothing else is in the way");

    string Remedy(TopologyStatus status, string reason)
    {
        if (status.Nodes.FirstOrDefault(node => reason.EndsWith($": {node.Name} writes none", StringComparison.Ordinal)) is { } writer)
            return $"what its commits wait for: {shell.Statement(writer.Name, "SHOW PROCESSLIST")}";
        var node = status.Nodes.FirstOrDefault(node => reason.Contains($" on {node.Name} ", StringComparison.Ordinal));
        return node is not null
            ? $"what its applier waits for: {shell.Statement(node.Name, "SHOW PROCESSLIST")}"
            : $"{BySelf}when that ends; docs/operations.md says what it means";
    }

    static bool IsPaused(LinkStatus link) => link.Desired == "paused";

    static string Name(LinkStatus link) => $"{link.Source} → {link.Replica}";
}
