using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Tells which steps are repairs, and takes those out of a plan that are switched off.</summary>
static class RepairPolicy
{
    /// <summary>The repairs among the steps that were taken; of a link's correction and its start one.</summary>
    /// <param name="taken">The steps of one round.</param>
    /// <param name="found">What that round found.</param>
    public static IEnumerable<Repair> Among(IReadOnlyList<WiringStep> taken, PlannerInput found) =>
        from step in taken
        let kind = Of(step, taken, found)
        // Preparation of one, and what follows it.
        where kind is not null && step is not StopChannel && !(step is StartChannel start && Configures(taken, start.Link))
        select new Repair(kind.Value, step.Node, (step as LinkStep)?.Link);

    /// <summary>Takes out of a draft what is switched off, and says so instead.</summary>
    public static void Withhold(PlannerInput input, PlanDraft draft)
    {
        var withheld = (
            from step in draft.Steps
            let kind = Of(step, draft.Steps, input)
            where kind is not null && !input.Topology.Settings.Repairs.Allow(kind.Value)
            select (Step: step, Kind: kind.Value)).ToArray();
        // What would follow the laying of a link does not come without it.
        var bare = withheld.Where(entry => entry.Kind == RepairKind.LostLink).Select(entry => entry.Step.Node).ToHashSet(StringComparer.Ordinal);
        draft.Steps.RemoveAll(step => withheld.Any(entry => ReferenceEquals(entry.Step, step))
            || (step is PersistReadOnly { Wired: false } && bare.Contains(step.Node)) || (step is RecordIdentity { Record.Node: var node } && bare.Contains(node)));
        draft.Decisions.AddRange(withheld.DistinctBy(entry => (entry.Kind, Subject(entry.Step))).Select(entry => Told(entry.Step, entry.Kind, input)));
    }

    /// <summary>What is said instead of a copy that is switched off; null when it may be made.</summary>
    public static Decision? Withheld(CopyStep copy, PlannerInput input) =>
        Of(copy, [copy], input) is { } kind && !input.Topology.Settings.Repairs.Allow(kind) ? Told(copy, kind, input) : null;

    static Decision Told(WiringStep step, RepairKind kind, PlannerInput input) => new(
        Subject(step),
        $"{Finding(step, kind, input)}; it is not mended, because {RepairSettings.Switch(kind)} is false.",
        $"{RepairSettings.Switch(kind).Replace(":", "__", StringComparison.Ordinal)}=true");

    /// <summary>Which repair a step belongs to; null when it is laid for the first time, or ordered.</summary>
    /// <param name="step">The step.</param>
    /// <param name="plan">All steps of its plan.</param>
    /// <param name="found">What was found.</param>
    public static RepairKind? Of(WiringStep step, IEnumerable<WiringStep> plan, PlannerInput found)
    {
        if (step is LinkStep { Link: var ordered } && found.Orders.ContainsKey(ordered))
            return null;

        return step switch
        {
            ConfigureChannel configure => Of(configure, found),
            StartChannel start when plan.OfType<ConfigureChannel>().FirstOrDefault(configure => configure.Link == start.Link) is { } configure => Of(configure, found),
            // One that was never connected was configured by an initializer that died before it could start it.
            StartChannel start => ChannelMatch.Of(found, start.Link) is { SourceUuid: null, IsStopped: true } ? null : RepairKind.StoppedThread,
            StopChannel { IsOrdered: false } => RepairKind.Drift,
            // One that sleeps connects by itself.
            RestartReceiver wake => ChannelMatch.Of(found, wake.Link) is { Io: ReplicaThreadState.Running } ? RepairKind.HalfOpen : null,
            PersistReadOnly { Wired: true } close => IsKnown(found, close.Node) ? RepairKind.ReadOnly : null,
            EnsureReplicationAccount account => IsKnown(found, account.Node) ? RepairKind.Drift : null,
            CopyStep copy => IsRemembered(found, copy.Node) ? RepairKind.LostData : null,
            _ => null,
        };
    }

    static RepairKind? Of(ConfigureChannel step, PlannerInput found)
    {
        var settings = found.Topology.Settings;
        return step.Via is not null ? RepairKind.Rehome
            : !step.Exists ? IsRemembered(found, step.Link.Replica) && IsRemembered(found, step.Link.Source) ? RepairKind.LostLink : null
            // On the way home from another master; where nobody is sent there unasked, somebody sent it.
            : settings.Repairs.Rehome && settings.RehomeAfter > TimeSpan.Zero && Rehoming.Host(found, step.Link) is not null ? RepairKind.Rehome
            : RepairKind.Drift;
    }

    static string Finding(WiringStep step, RepairKind kind, PlannerInput found) => kind switch
    {
        RepairKind.StoppedThread => $"A thread of {step.Node} is stopped",
        RepairKind.ReadOnly => $"{step.Node} takes writes, or would after a restart, and is to refuse them",
        RepairKind.LostLink => $"{step.Node} has lost the link",
        RepairKind.LostData => $"{step.Node} has lost its data, no link can bring what it lacks, and {((CopyStep)step).Donor} could be copied to it",
        RepairKind.HalfOpen => $"The receiver of {step.Node} runs and nothing arrives, not even a sign of life",
        RepairKind.Rehome => $"{((LinkStep)step).Link.Source} has been gone for longer than {found.Topology.Settings.RehomeAfter}, and {step.Node} could follow {(step as ConfigureChannel)?.Via}",
        _ when step is EnsureReplicationAccount => $"The replication account of {step.Node} is missing, or its password another one",
        _ => $"{step.Node} follows its source by another address, account, password or setting than it should",
    };

    static string Subject(WiringStep step) => step is LinkStep of ? of.Link.ToString() : step.Node;

    static bool Configures(IEnumerable<WiringStep> plan, TopologyLink link) => plan.OfType<ConfigureChannel>().Any(configure => configure.Link == link);

    /// <summary>Whether the server that a node is now was wired before.</summary>
    static bool IsKnown(PlannerInput found, string node) =>
        found.Server(node) is { } server && found.Identities.Any(identity => identity.Node == node && identity.ServerUuid == server.Identity);

    /// <summary>Whether a node was wired before, as this server or another one.</summary>
    static bool IsRemembered(PlannerInput found, string node) => found.Identities.Any(identity => identity.Node == node);
}
