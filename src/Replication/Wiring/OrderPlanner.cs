using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Plans what operators ordered of links, and says which orders make no sense.</summary>
static class OrderPlanner
{
    /// <summary>Why an order is not carried out, or that it is already so; null when there is something to do.</summary>
    public static CommandOutcome? WithoutSteps(PlannerInput input, TopologyLink link, LinkCommand command)
    {
        var paused = input.RecordedPaused(link);
        if (command != LinkCommand.Restart)
        {
            if (paused == (command == LinkCommand.Pause))
                return CommandOutcome.Done(paused ? $"{link} is paused already." : $"{link} is not paused.");
            return Writers(input).Any() ? null : CommandOutcome.Senseless(
                $"No writer answers that could remember the order; expected one of {Names(input)}; give it again when one does.");
        }

        if (paused)
            return CommandOutcome.Senseless($"{link} is paused; expected it to be running before it can be restarted; resume it instead.");
        if (input.Server(link.Replica) is null)
            return CommandOutcome.Senseless($"{link.Replica} does not answer; expected it to, because the link is restarted there; give the order again when it does.");
        return ChannelMatch.Of(input, link) is null
            ? CommandOutcome.Senseless($"{link} is not configured; there is nothing to restart; it is laid by itself as soon as every master answers.")
            : null;
    }

    public static void Plan(PlannerInput input, PlanDraft draft)
    {
        foreach (var (link, command) in input.Orders)
        {
            if (command == LinkCommand.Restart)
            {
                if (ChannelMatch.Of(input, link) is { } channel && !input.RecordedPaused(link))
                    draft.Steps.Add(new RestartChannel(link, channel.Name));
            }
            else if (input.RecordedPaused(link) != (command == LinkCommand.Pause))
            {
                var latest = input.Recorded(link).Select(desired => desired.WrittenAt).DefaultIfEmpty(DateTime.UnixEpoch).Max();
                var wanted = new DesiredLink(link.Source, link.Replica, command == LinkCommand.Pause, latest);
                draft.Steps.AddRange(Writers(input).Select(writer => new RecordDesiredLink(writer, link, wanted)));
            }
        }
    }

    static IEnumerable<string> Writers(PlannerInput input) => input.Topology.Writers.Select(writer => writer.Name)
        .Where(name => input.Server(name) is { HasStateSchema: true, SuperReadOnly: false });

    static string Names(PlannerInput input) => string.Join(", ", input.Topology.Writers.Select(writer => writer.Name));
}
