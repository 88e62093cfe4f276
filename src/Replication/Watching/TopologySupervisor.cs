using System.Security.Cryptography;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.Logging;

namespace DualMaster.Replication.Watching;

/// <summary>
/// The one loop: observe, plan, act, prove, for ever. There is no other path for the first start, a restart or a repair.
/// </summary>
public sealed class TopologySupervisor : IAsyncDisposable
{
    /// <summary>After that long without proof, rounds are as far apart as at rest.</summary>
    static readonly TimeSpan Restlessness = TimeSpan.FromSeconds(60);

    /// <summary>A commit that takes longer is worth a word.</summary>
    static readonly TimeSpan SlowCommit = TimeSpan.FromSeconds(2);

    readonly ReplicationTopology topology;
    readonly TimeProvider time;
    readonly ILogger logger;
    readonly Dictionary<string, ServerSession> sessions;
    readonly TopologyObserver observer;
    readonly StepExecutor executor;
    readonly LinkWatch links;
    readonly BeatWatch beats;
    readonly LagWatch lags;
    readonly RoundLog log;
    readonly InitializerLock held = new();
    readonly BeatWriter beatWriter;

    IReadOnlyDictionary<string, NodeState> found;
    GtidSet? required;
    bool wasProved;
    long stateSince;
    TopologyStatus status;

    /// <summary>Makes a supervisor; it does nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="topology">What is wanted.</param>
    /// <param name="connectionStrings">A connection string for each node, by name, of an account that may administer it.</param>
    /// <param name="replicationPassword">Password of the replication account.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Receives one record per change, none per round.</param>
    /// <exception cref="TopologyException">A node has no connection string.</exception>
    public TopologySupervisor(
        ReplicationTopology topology,
        IReadOnlyDictionary<string, string> connectionStrings,
        string replicationPassword,
        TimeProvider time,
        ILogger<TopologySupervisor> logger)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(connectionStrings);
        ArgumentException.ThrowIfNullOrEmpty(replicationPassword);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logger);

        var missing = topology.Nodes.Where(node => !connectionStrings.ContainsKey(node.Name)).ToArray();
        if (missing.Length > 0)
            throw new TopologyException([.. missing.Select(node => $"{node.Name} has no connection string; expected one under ConnectionStrings:{node.Name}; add it.")]);

        this.topology = topology;
        this.time = time;
        this.logger = logger;
        var account = new ReplicationAccount(ReplicationAccount.DefaultUser, replicationPassword);
        sessions = topology.Nodes.ToDictionary(
            node => node.Name,
            node => new ServerSession(node, connectionStrings[node.Name], account, topology.Settings.StatementTimeout),
            StringComparer.Ordinal);
        observer = new TopologyObserver(sessions, time);
        executor = new StepExecutor(sessions, account, logger);
        links = new LinkWatch(time);
        lags = new LagWatch(time);
        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        beats = new BeatWatch(nonce, time);
        beatWriter = new BeatWriter(topology, connectionStrings, nonce, time);
        log = new RoundLog(logger);
        stateSince = time.GetTimestamp();
        found = topology.Nodes.ToDictionary(node => node.Name, node => new NodeState(node.Name, null, "not asked yet"), StringComparer.Ordinal);
        status = Report(new PlannerInput(topology, found, new Dictionary<TopologyLink, LinkHistory>()), new WiringPlan([], [], [], [], []), ["it has just been started"]);
    }

    /// <summary>Raised after every round, on the loop's own thread.</summary>
    public event EventHandler? RoundEnded;

    /// <summary>What the last round found.</summary>
    public TopologyStatus Status => Volatile.Read(ref status);

    /// <summary>Runs until it is told to end.</summary>
    /// <param name="token">Ends it, between two steps or within one; either is harmless.</param>
    public async Task RunAsync(CancellationToken token)
    {
        await ServerStart.WaitAsync(sessions.Values, log.NoteNode, time, token);
        using var timer = new PeriodicTimer(topology.Settings.ProvingInterval, time);
        do
        {
            // What was just changed is looked at without delay.
            if (await SurvivedRoundAsync(token) && await SurvivedRoundAsync(token))
                continue;

            timer.Period = Status.State == TopologyHealth.Proved || time.GetElapsedTime(stateSince) > Restlessness
                ? topology.Settings.RoundInterval
                : topology.Settings.ProvingInterval;
        }
        while (await timer.WaitForNextTickAsync(token));
    }

    /// <summary>Runs one round.</summary>
    /// <param name="token">Ends it.</param>
    /// <returns>Whether a step was taken.</returns>
    public async Task<bool> RoundAsync(CancellationToken token)
    {
        if (held.IsHeld)
            await beatWriter.BeatAsync(found, log.NoteBeat, token);

        found = await observer.ObserveAsync(InitializerLock.Name, token);
        var seen = new PlannerInput(topology, found, new Dictionary<TopologyLink, LinkHistory>());
        seen = seen with { History = links.Note(seen), LackingOwnFor = links.NoteLacking(seen) };
        await SettleLockAsync(token);
        beats.Note(found.Values, ownOnly: held.IsHeld);
        lags.Note(found.Values);

        var plan = WiringPlanner.Plan(seen);
        log.NoteRound(found.Values, plan);
        var taken = held.IsHeld && await ActAsync(plan, token);
        Judge(seen, plan);
        return taken;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await beatWriter.DisposeAsync();
        foreach (var session in sessions.Values)
            await session.DisposeAsync();
    }

    /// <summary>A round that fails in a way that nobody thought of must neither end the loop nor leave what it said before standing.</summary>
    async Task<bool> SurvivedRoundAsync(CancellationToken token)
    {
        try
        {
            return await RoundAsync(token);
        }
        catch (Exception failure) when (!token.IsCancellationRequested)
        {
            Log.RoundFailed(logger, failure);
            Publish(status with
            {
                State = wasProved ? TopologyHealth.Degraded : TopologyHealth.Wiring,
                Reasons = [$"the last round of the initializer failed: {failure.Message}"],
            });
            return false;
        }
    }

    /// <summary>One initializer acts; another one observes and says so.</summary>
    async Task SettleLockAsync(CancellationToken token)
    {
        foreach (var node in held.Settle(found.Values))
            await executor.ReleaseAsync(node, InitializerLock.Name, token);
        log.NoteActing(found.Values.All(node => node.Server is null) ? null : held.IsHeld);
    }

    async Task<bool> ActAsync(WiringPlan plan, CancellationToken token)
    {
        // A server on which a commit waits would let the next one wait too, and be left with the lock.
        WiringStep[] steps = [.. plan.Steps.Where(step => beatWriter.Waiting(step.Node) is null)];
        if (steps.Length == 0)
            return false;

        foreach (var step in steps.Where(step => step is ConfigureChannel or StartChannel or RestartReceiver))
            links.NoteMended(topology.Links.First(link => link.Replica == step.Node && step.Nodes.Contains(link.Source)));
        return await executor.ExecuteAsync(steps, token);
    }

    void Judge(PlannerInput seen, WiringPlan plan)
    {
        // Fixed once the links are wired, and not moved while proving: every node must come to have what the masters had then.
        if (required is null && seen.AllMastersAnswer && plan.Steps.Count == 0)
            required = topology.Masters.Aggregate(GtidSet.Empty, (union, master) => union.Union(seen.Server(master.Name)!.Executed));

        var waiting = topology.Writers
            .Select(writer => (writer.Name, For: beatWriter.Waiting(writer.Name)))
            .Where(beat => beat.For > SlowCommit && seen.Server(beat.Name) is not null)
            .Select(beat => $"the beat of {beat.Name} has been waiting {beat.For!.Value.TotalSeconds:0.0} s for its commit: its disk is full, or a replica does not acknowledge");
        var missing = Proof.Missing(new ProofInput(seen, plan, (node, writer) => beats.SinceArrival(node, topology.Node(writer)), required));
        Publish(Report(seen, plan, [.. waiting, .. missing]));
    }

    void Publish(TopologyStatus next)
    {
        var previous = status.State;
        Volatile.Write(ref status, next);
        if (previous != next.State)
        {
            stateSince = time.GetTimestamp();
            wasProved |= next.State == TopologyHealth.Proved;
            if (previous == TopologyHealth.Proved)
            {
                required = null;
                beats.Forget(topology.Settings.BeatPatience);
            }

            log.NoteState(next);
        }

        RoundEnded?.Invoke(this, EventArgs.Empty);
    }

    TopologyStatus Report(PlannerInput seen, WiringPlan plan, IReadOnlyList<string> reasons)
    {
        var state = plan.Refusals.Count > 0 ? TopologyHealth.Refused
            : reasons.Count == 0 ? TopologyHealth.Proved
            : wasProved ? TopologyHealth.Degraded
            : found.Values.Any(node => node.Server is null) ? TopologyHealth.Waiting
            : TopologyHealth.Wiring;
        return new TopologyStatus(
            state, held.IsHeld, executor.Changes, [.. reasons, .. plan.Waits.Select(wait => $"waiting for {wait}")],
            StatusReport.Nodes(seen, name => sessions[name].Address),
            StatusReport.Links(seen, lags),
            [.. plan.Refusals.Select(refusal => refusal.Sentence)],
            [.. plan.Decisions.Select(decision => new DecisionStatus(decision.Subject, decision.Finding, decision.Command))],
            plan.Notes);
    }
}
