using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Plans who takes writes: replicas never, masters as the topology says.</summary>
static class WriterPlanner
{
    public static void Plan(PlannerInput input, PlanDraft draft)
    {
        var writers = input.Topology.Writers.Select(writer => writer.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (node, server) in input.Reachable)
        {
            var closes = node.Role == NodeRole.Replica || input.Topology.Settings.WriterMode == WriterMode.One;
            if (closes)
                PlanClosed(input, node, server, mayBeOpen: writers.Contains(node.Name), draft);
            else if (server.ReadOnly)
                draft.Decisions.Add(new Decision(node.Name, $"{node.Name} is a writer and refuses writes (read_only is on): somebody closed it, or it was a replica before.", server.Dialect.OpenCommand));
        }

        if (input.Topology.Settings.WriterMode == WriterMode.One)
            PlanTheOneWriter(input, input.Topology.Writers[0].Name, draft);
    }

    /// <summary>Persisted only after the links are there: what a node needs for the first start of an image must still be written.</summary>
    static void PlanClosed(PlannerInput input, TopologyNode node, ServerState server, bool mayBeOpen, PlanDraft draft)
    {
        TopologyLink[] absent = [.. input.Topology.LinksInto(node.Name).Where(link => ChannelMatch.Of(input, link) is null)];
        var wiredAfterwards = absent.All(link => draft.Steps.OfType<ConfigureChannel>().Any(step => step.Link == link));
        if (wiredAfterwards && (server.ReadOnlyPersisted == false || (!server.IsClosed && !mayBeOpen)))
            draft.Steps.Add(new PersistReadOnly(node.Name, Wired: absent.Length == 0));
    }

    /// <summary>Opened only when no other master takes writes and it has all that any of them ever took.</summary>
    static void PlanTheOneWriter(PlannerInput input, string writer, PlanDraft draft)
    {
        if (input.Server(writer) is not { } server)
            return;

        var closes = draft.Steps.OfType<PersistReadOnly>().Select(step => step.Node).ToHashSet(StringComparer.Ordinal);
        if (!server.ReadOnly && !closes.Contains(writer))
            return;

        foreach (var other in input.Topology.Masters.Where(master => master.Name != writer))
        {
            if (input.Server(other.Name) is not { } state)
                draft.Waits.Add($"{other.Name} to answer, before {writer} is opened: it might take writes");
            else if (!state.IsClosed)
                // Seen closed, not only about to be: what it commits in between the writer would not have.
                draft.Waits.Add($"{other.Name} to be read-only, before {writer} is opened");
            else if (!HasAll(input, writer, server, other.Name, state))
                draft.Waits.Add($"{writer} to have all of {other.Name}'s transactions, before it is opened");
            else
                continue;
            return;
        }

        draft.Steps.Add(new OpenWriter(writer, Wired: !closes.Contains(writer)));
    }

    static bool HasAll(PlannerInput input, string writer, ServerState server, string other, ServerState state)
    {
        if (state.HasGtids && server.HasGtids)
            return server.ExecutedLater.Contains(state.Executed);

        // Without GTIDs it has what it applied of the other's logs, if the link is a direct one.
        return input.Topology.Links.FirstOrDefault(link => link.Source == other && link.Replica == writer) is { } link
            && ChannelMatch.Of(input, link) is { } channel && state.Logs is { } logs && !channel.Applied.IsBefore(logs.End);
    }
}
