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
                return !paused ? CommandOutcome.Done($"{link} is not paused.")
                    : IsStopped(input, link) ? CommandOutcome.Done($"{link} is paused already.")
                    : StoppedLater(link);
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

    /// <summary>What came of an order that had steps.</summary>
    /// <param name="input">What was found before.</param>
    /// <param name="link">The link.</param>
    /// <param name="command">What was ordered of it.</param>
    /// <param name="taken">The steps that were taken.</param>
    public static CommandOutcome Outcome(PlannerInput input, TopologyLink link, LinkCommand command, IReadOnlyList<WiringStep> taken)
    {
        var own = taken.OfType<LinkStep>().Where(step => step.Link == link).ToArray();
        if (!own.Any(step => step is RecordDesiredLink or RestartChannel))
            return new CommandOutcome(CommandResult.Failed, $"{link} could not be changed now; expected the servers concerned to answer and not to be refused; /status and the log say why; give it again.");

        return command switch
        {
            LinkCommand.Restart => CommandOutcome.Done($"{link} was restarted."),
            LinkCommand.Pause => IsStopped(input, link) || own.Any(step => step is StopChannel) ? CommandOutcome.Done($"{link} is paused.") : StoppedLater(link),
            _ => ChannelMatch.Of(input, link)?.Runs == true || own.Any(step => step is StartChannel)
                ? CommandOutcome.Done($"{link} runs again.")
                : new CommandOutcome(CommandResult.Accepted, $"{link} is to run again, which is written down, and could not be started now; /status says what it waits for."),
        };
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

    /// <summary>Whether a paused link does as it is told; one that is not laid is not laid either while it is paused.</summary>
    static bool IsStopped(PlannerInput input, TopologyLink link) =>
        input.Server(link.Replica) is not null && ChannelMatch.Of(input, link) is not { IsStopped: false };

    static CommandOutcome StoppedLater(TopologyLink link) => new(
        CommandResult.Accepted, $"{link} is to be paused, which is written down, and has not stopped yet; it does as soon as {link.Replica} answers and what its applier waits for is free.");

    static IEnumerable<string> Writers(PlannerInput input) => input.Topology.Writers.Select(writer => writer.Name)
        .Where(name => input.Server(name) is { HasStateSchema: true, SuperReadOnly: false });

    static string Names(PlannerInput input) => string.Join(", ", input.Topology.Writers.Select(writer => writer.Name));
}
