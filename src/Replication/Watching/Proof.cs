using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>
/// Says why a topology is not proved. The state of threads alone never proves anything: with an applier blocked while both
/// threads say Yes, a beat is missing and it is not proved.
/// </summary>
public static class Proof
{
    /// <summary>Every reason, one sentence each.</summary>
    /// <param name="input">What was found.</param>
    /// <returns>The reasons; empty when the topology is proved.</returns>
    public static IReadOnlyList<string> Missing(ProofInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return
        [
            .. input.Found.Nodes.Values.Where(node => node.Server is null).Select(node => $"{node.Name} does not answer: {node.Error}"),
            .. input.Found.Topology.Links.SelectMany(link => Link(input, link)),
            .. Beats(input),
            .. Transactions(input),
            .. Closed(input),
            .. input.Plan.Steps.Select(step => $"still to do: {step}"),
        ];
    }

    /// <summary>A writer that still waits to be opened; where administrators can write in spite of that its beats tell nothing of it.</summary>
    static IEnumerable<string> Closed(ProofInput input) =>
        from writer in input.Found.Topology.Writers
        where input.Found.Topology.Settings.WriterMode == WriterMode.One && input.Found.Server(writer.Name) is { ReadOnly: true }
        select $"{writer.Name} is the writer and read-only";

    static IEnumerable<string> Link(ProofInput input, TopologyLink link)
    {
        if (input.Found.Server(link.Replica) is null)
            yield break;

        if (ChannelMatch.Of(input.Found, link) is not { } channel)
        {
            yield return $"{link} is not configured";
            yield break;
        }

        if (Rehoming.Host(input.Found, link) is { } host)
            yield return $"{link.Replica} follows {host} instead of {link.Source}";
        if (input.Found.IsPaused(link) && !channel.IsStopped)
            yield return $"{link} is paused by an operator and its threads have not stopped yet";
        if (channel.Io != ReplicaThreadState.Running)
            yield return $"{link}: the receiver is {Word(channel.Io)}{Because(input, link, channel.IoError)}";
        if (channel.Sql != ReplicaThreadState.Running)
            yield return $"{link}: the applier is {Word(channel.Sql)}{Because(input, link, channel.SqlError)}";

        if ((input.WithoutBeats is not null || input.Found.Topology.WritersCarriedBy(link).Count == 0) && !Delivery.ShowsLife(input.Found, link, channel))
            yield return SignsOfLife.Since(input.Found, link, channel) is { } since
                ? $"{link} carries no writer's beat, and its source gave no sign of life for {since.TotalSeconds:0.0} s"
                : $"{link} carries no writer's beat, and its source has not given a sign of life yet";
        if (input.WithoutBeats?.TryGetValue(link, out var lacking) == true && lacking > input.Found.Topology.Settings.BeatPatience + link.Delay)
            yield return $"{link.Replica} has lacked transactions that {link.Source} had for {lacking.TotalSeconds:0.0} s";
    }

    static IEnumerable<string> Beats(ProofInput input)
    {
        if (input.WithoutBeats is not null)
            yield break;

        var topology = input.Found.Topology;
        foreach (var (node, _) in input.Found.Reachable)
        {
            foreach (var writer in topology.Writers)
            {
                var since = input.SinceBeat(node.Name, writer.Name);
                if (since is null)
                    yield return $"no beat of {writer.Name} that this run wrote was seen on {node.Name} yet{(input.Delivery.Obstacle(node.Name, writer.Name) is { } obstacle ? $": {obstacle}" : "")}";
                else if (since > topology.Settings.BeatPatience)
                    yield return $"no new beat of {writer.Name} arrived on {node.Name} for {since.Value.TotalSeconds:0.0} s: {input.Delivery.WhyStale(node.Name, writer.Name)}";
            }
        }
    }

    static IEnumerable<string> Transactions(ProofInput input)
    {
        if (input.Required is null)
            yield return "not every master has been seen yet";

        foreach (var (node, server) in input.Found.Reachable)
        {
            if (DataInspection.Errant(input.Found, node) is { IsEmpty: false } errant)
                yield return $"{node.Name} has {errant.Count} errant transaction(s): {errant}";

            if (input.Required?.Except(server.ExecutedLater).Except(DataInspection.Undeliverable(input.Found, node)) is { IsEmpty: false } lacks)
                yield return $"{node.Name} lacks {lacks.Count} transaction(s) that a master had: {lacks}";
        }
    }

    static string Because(ProofInput input, TopologyLink link, ReplicationError? error) =>
        input.Found.IsPaused(link) ? " (paused by an operator)"
        : error is null ? ""
        : error.Transaction is null ? $" ({error})"
        : $" ({error}; transaction {error.Transaction})";

    static string Word(ReplicaThreadState state) => state.ToString().ToLowerInvariant();
}
