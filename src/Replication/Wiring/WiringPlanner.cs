using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>
/// Decides what is to be done: a pure function of what is wanted and what was found. Nothing to do gives the empty plan, so a
/// second run changes nothing; nothing that could lose data is ever among the steps.
/// </summary>
public static class WiringPlanner
{
    static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(1);

    /// <summary>Plans one round.</summary>
    /// <param name="input">What is wanted and what was found.</param>
    /// <returns>Steps, refusals, decisions and what it waits for.</returns>
    public static WiringPlan Plan(PlannerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);

        Refusal[] refusals = [.. ServerInspection.Inspect(input), .. DataInspection.Inspect(input)];
        var refused = refusals.SelectMany(refusal => refusal.Nodes).ToHashSet(StringComparer.Ordinal);

        var draft = new PlanDraft();
        PlanMasters(input, draft);
        foreach (var link in input.Topology.Links)
            LinkPlanner.Plan(input, link, draft);
        WriterPlanner.Plan(input, draft);
        PlanIdentities(input, draft);
        draft.Decisions.AddRange(DataInspection.Errants(input));
        PlanNotes(input, draft);

        return new WiringPlan(
            [.. draft.Steps.Where(step => refusals.Length == 0 || (!step.IsNew && !step.Nodes.Any(refused.Contains)))],
            refusals, draft.Decisions, [.. draft.Waits.Distinct()], draft.Notes);
    }

    /// <summary>What every master needs before anybody can follow it. The other nodes receive it over their links.</summary>
    static void PlanMasters(PlannerInput input, PlanDraft draft)
    {
        if (!input.AllMastersAnswer)
            return;

        foreach (var master in input.Topology.Masters)
        {
            var server = input.Server(master.Name)!;
            if (server.SuperReadOnly)
                continue;
            if (server.Account is AccountState.Missing or AccountState.Unusable)
                draft.Prepare.Add(new EnsureReplicationAccount(master.Name, server.OffersTls));
            if (!server.HasStateSchema)
                draft.Prepare.Add(new CreateStateSchema(master.Name));
        }
    }

    /// <summary>Written once on the first writer that takes it; every node then has it, even where that writer is lost.</summary>
    static void PlanIdentities(PlannerInput input, PlanDraft draft)
    {
        if (!input.AllMastersAnswer)
            return;

        var writer = input.Topology.Writers.FirstOrDefault(node => IsOpen(input, draft, node.Name));
        if (writer is null)
            return;

        var known = input.Server(writer.Name)!.Identities.Select(identity => (identity.Node, identity.ServerUuid)).ToHashSet();
        foreach (var (node, server) in input.Reachable)
            if (!known.Contains((node.Name, server.ServerUuid)))
                draft.Remember.Add(new RecordIdentity(writer.Name, new IdentityRecord(node.Name, server.ServerUuid, node.ServerId)));
    }

    static bool IsOpen(PlannerInput input, PlanDraft draft, string node) =>
        draft.Open.OfType<OpenWriter>().Any(step => step.Node == node)
        || (input.Server(node) is { SuperReadOnly: false } && !draft.Close.Any(step => step.Node == node));

    static void PlanNotes(PlannerInput input, PlanDraft draft)
    {
        foreach (var (node, server) in input.Reachable)
        {
            if (!server.OffersTls && input.Topology.Links.Any(link => link.Source == node.Name))
                draft.Notes.Add($"{node.Name} offers no TLS; the links from it are not encrypted.");
            if (server.ClockOffset.Duration() > ClockTolerance)
                draft.Notes.Add($"The clock of {node.Name} differs by {server.ClockOffset.TotalSeconds:0.0} s from the initializer's; lag that is measured there is wrong by the difference to its origin's clock.");
            foreach (var channel in server.Channels.Where(channel => IsSpare(input, node, channel)))
                draft.Decisions.Add(new Decision(node.Name, $"{node.Name} has the channel '{channel.Name}' from {channel.Target.Address}, which no link of the topology asks for.", $"{ServerDialects.For(server.Version)?.ForgetChannelCommand(channel.Name)}"));
        }
    }

    static bool IsSpare(PlannerInput input, TopologyNode node, ChannelState channel) =>
        !ChannelMatch.IsForeign(input, channel)
        && input.Topology.LinksInto(node.Name).All(link => ChannelMatch.Of(input, link)?.Name != channel.Name);
}
