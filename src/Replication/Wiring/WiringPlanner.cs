using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>
/// Decides what is to be done: a pure function of what is wanted and what was found. Nothing to do gives the empty plan, so a
/// second run changes nothing; nothing that could lose data is ever among the steps.
/// </summary>
public static class WiringPlanner
{
    /// <summary>Plans one round.</summary>
    /// <param name="input">What is wanted and what was found.</param>
    /// <returns>Steps, refusals, decisions and what it waits for.</returns>
    public static WiringPlan Plan(PlannerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);

        Refusal[] others = [.. ServerInspection.Inspect(input), .. VersionInspection.Inspect(input), .. PositionInspection.Inspect(input)];
        var copies = CopyPlanner.Plan(input, [.. DataInspection.Inspect(input)], others.SelectMany(refusal => refusal.Nodes).ToHashSet(StringComparer.Ordinal));
        Refusal[] refusals = [.. others, .. copies.Refusals];
        var refused = refusals.SelectMany(refusal => refusal.Nodes).ToHashSet(StringComparer.Ordinal);
        var busy = input.LackingOwnFor.Keys.Where(node => !refused.Contains(node)).ToHashSet(StringComparer.Ordinal);

        var draft = new PlanDraft();
        OrderPlanner.Plan(input, draft);
        PlanMasters(input, draft);
        foreach (var link in input.Topology.Links)
            LinkPlanner.Plan(input, link, draft);
        WriterPlanner.Plan(input, draft);
        PlanIdentities(input, draft);
        RepairPolicy.Withhold(input, draft);
        // What only an emptied master had is on no master until that is filled again.
        if (!input.Topology.Masters.Any(master => copies.Held.Contains(master.Name)))
            draft.Decisions.AddRange(DataInspection.Errants(input));
        draft.Decisions.AddRange(SpareChannels(input));
        draft.Waits.AddRange(copies.Waits);
        draft.Waits.AddRange(busy.Where(node => !copies.Held.Contains(node)).Select(node => $"{node} to show transactions of its own that other nodes have: a commit may be under way"));

        busy.UnionWith(copies.Held);
        draft.Decisions.RemoveAll(decision => copies.Held.Contains(decision.Subject));
        var copy = refusals.Length == 0 ? copies.Step : null;
        if (copy is not null && RepairPolicy.Withheld(copy, input) is { } withheld)
        {
            draft.Decisions.Add(withheld);
            copy = null;
        }

        return new WiringPlan(
            [.. draft.Steps.Where(step => !step.Nodes.Any(busy.Contains) && (refusals.Length == 0 || (!step.IsNew && !step.Nodes.Any(refused.Contains) && !LaidNow(draft, step)))).Concat(copy is null ? [] : [copy]).OrderBy(step => step.Stage)],
            refusals, draft.Decisions, [.. draft.Waits.Distinct()], [.. draft.Notes, .. WiringNotes.Of(input)]);
    }

    /// <summary>Whether it starts a channel that the same plan would make.</summary>
    static bool LaidNow(PlanDraft draft, WiringStep step) =>
        step is StartChannel start && draft.Steps.OfType<ConfigureChannel>().Any(configure => configure is { Exists: false } && configure.Link == start.Link);

    /// <summary>What every master needs before anybody can follow it. The other nodes receive it over their links.</summary>
    static void PlanMasters(PlannerInput input, PlanDraft draft)
    {
        if (!input.AllMastersAnswer)
            return;

        // A closed master takes nothing itself; it receives both from an open one.
        var open = input.Topology.Masters.FirstOrDefault(master => !input.Server(master.Name)!.SuperReadOnly);
        if (open is null)
        {
            PlanAllClosed(input, draft);
            return;
        }

        // The account reaches every node, and whoever cannot encrypt must be let in there too.
        var requireTls = input.Reachable.All(node => node.Server.OffersTls);
        foreach (var master in input.Topology.Masters)
        {
            var server = input.Server(master.Name)!;
            var maker = server.SuperReadOnly ? open : master;
            if (server.Account is AccountState.Missing or AccountState.Unusable)
                Prepare(new EnsureReplicationAccount(maker.Name, requireTls));
            if (!server.HasStateSchema && !server.SuperReadOnly)
                Prepare(new CreateStateSchema(master.Name));
        }

        void Prepare(WiringStep step)
        {
            if (!draft.Steps.Contains(step))
                draft.Steps.Add(step);
        }
    }

    /// <summary>
    /// With one writer all masters may be closed, and the writer waits for what the others still have. Where that cannot be fetched
    /// because a closed master's account is gone, nothing would ever move, and opening a master is not the planner's to decide.
    /// </summary>
    static void PlanAllClosed(PlannerInput input, PlanDraft draft)
    {
        foreach (var master in input.Topology.Masters)
            if (input.Server(master.Name)!.Account is AccountState.Missing or AccountState.Unusable)
                draft.Decisions.Add(new Decision(master.Name, $"{master.Name} is closed, its replication account {ReplicationAccount.DefaultUser} is missing or refused, and no other master is open to bring it.", "SET GLOBAL super_read_only = OFF;"));
    }

    /// <summary>Written once on the first writer that takes it; every node then has it, even where that writer is lost.</summary>
    static void PlanIdentities(PlannerInput input, PlanDraft draft)
    {
        if (!input.AllMastersAnswer)
            return;

        var writer = input.Topology.Writers.FirstOrDefault(node => IsOpen(input, draft, node.Name));
        if (writer is null || (input.Server(writer.Name) is { HasStateSchema: false } && !draft.Steps.OfType<CreateStateSchema>().Any(step => step.Node == writer.Name)))
            return;

        var known = input.Server(writer.Name)!.Identities.Select(identity => (identity.Node, identity.ServerUuid)).ToHashSet();
        foreach (var (node, server) in input.Reachable)
            if (!known.Contains((node.Name, server.Identity)))
                draft.Steps.Add(new RecordIdentity(writer.Name, new IdentityRecord(node.Name, server.Identity, node.ServerId)));
    }

    static bool IsOpen(PlannerInput input, PlanDraft draft, string node) =>
        draft.Steps.OfType<OpenWriter>().Any(step => step.Node == node)
        || (input.Server(node) is { SuperReadOnly: false } && !draft.Steps.OfType<PersistReadOnly>().Any(step => step.Node == node));

    static IEnumerable<Decision> SpareChannels(PlannerInput input) =>
        from node in input.Reachable
        from channel in node.Server.Channels
        where IsSpare(input, node.Node, channel)
        select new Decision(node.Node.Name, $"{node.Node.Name} has the channel '{channel.Name}' from {channel.Target.Address}, which no link of the topology asks for.", node.Server.Dialect.ForgetChannelCommand(channel.Name));

    static bool IsSpare(PlannerInput input, TopologyNode node, ChannelState channel) =>
        !ChannelMatch.IsForeign(input, channel)
        && input.Topology.LinksInto(node.Name).All(link => ChannelMatch.Of(input, link)?.Name != channel.Name);
}
