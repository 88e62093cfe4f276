using System.Security.Cryptography;
using DualMaster.Replication.Copying;
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
    /// <summary>A commit that takes longer is worth a word.</summary>
    static readonly TimeSpan SlowCommit = TimeSpan.FromSeconds(2);

    readonly ReplicationTopology topology;
    readonly TimeProvider time;
    readonly ILogger logger;
    readonly Dictionary<string, ServerSession> sessions;
    readonly TopologyObserver observer;
    readonly StepExecutor executor;
    readonly CopyDesk copies;
    readonly RoundWatches watches;
    readonly RoundLog log;
    readonly LinkLog linkLog;
    readonly LoopPace pace;
    readonly OrderDesk desk;
    readonly WiringTrace trace;
    readonly InitializerLock held = new();
    readonly BeatWriter beatWriter;

    readonly Verdict verdict;

    IReadOnlyDictionary<string, NodeState> found;

    /// <summary>Makes a supervisor; it does nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="topology">What is wanted.</param>
    /// <param name="connectionStrings">A connection string for each node, by name, of an account that may administer it.</param>
    /// <param name="replicationPassword">Password of the replication account.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Receives one record per change, none per round.</param>
    /// <param name="programs">How nodes are copied that have no clone plugin; null for the programs on PATH.</param>
    /// <exception cref="TopologyException">A node has no connection string.</exception>
    public TopologySupervisor(
        ReplicationTopology topology,
        IReadOnlyDictionary<string, string> connectionStrings,
        string replicationPassword,
        TimeProvider time,
        ILogger<TopologySupervisor> logger,
        CopyPrograms? programs = null)
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
            node => new ServerSession(node, connectionStrings[node.Name], account, topology.Settings),
            StringComparer.Ordinal);
        observer = new TopologyObserver(sessions, time);
        copies = new CopyDesk(topology, connectionStrings, account, programs ?? CopyPrograms.OnPath, time, logger);
        executor = new StepExecutor(sessions, account, logger, copies.Begin);
        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        watches = new RoundWatches(nonce, time);
        beatWriter = new BeatWriter(topology, connectionStrings, nonce, time);
        pace = new LoopPace(topology.Settings, time);
        desk = new OrderDesk(time, logger);
        trace = new WiringTrace(time);
        log = new RoundLog(logger);
        linkLog = new LinkLog(logger);
        verdict = new Verdict(topology, name => sessions[name].Address, watches, () => copies.Status, time);
        found = topology.Nodes.ToDictionary(node => node.Name, node => new NodeState(node.Name, null, "not asked yet"), StringComparer.Ordinal);
        verdict.Begin(found);
    }

    /// <summary>Raised after every round, on the loop's own thread.</summary>
    public event EventHandler? RoundEnded;

    /// <summary>What the last round found.</summary>
    public TopologyStatus Status => verdict.Status;

    /// <summary>Told of all that was mended, on the loop's own thread.</summary>
    internal event Action<Repair>? Repaired;

    /// <summary>Told how each wiring ended, on the loop's own thread.</summary>
    internal event Action<WiringEnd>? WiringEnded;

    /// <summary>Gives a command for one link; the loop carries it out.</summary>
    /// <param name="source">The node that is read from.</param>
    /// <param name="replica">The node that follows.</param>
    /// <param name="command">What is ordered.</param>
    /// <param name="caller">Who orders it, for the record.</param>
    /// <param name="token">Withdraws it, unless it is being carried out already.</param>
    /// <returns>What came of it; the same command again changes nothing.</returns>
    public Task<CommandOutcome> CommandAsync(string source, string replica, LinkCommand command, string caller, CancellationToken token) =>
        topology.Links.FirstOrDefault(link => link.Source == source && link.Replica == replica) is { } link
            ? desk.PlaceAsync(new Order(link, command, caller), token)
            : Task.FromResult(new CommandOutcome(CommandResult.Unknown, $"There is no link {source} → {replica}; expected one of {string.Join(", ", topology.Links)}; correct the path."));

    /// <summary>Has everything proved anew: what was shown before no longer counts.</summary>
    /// <param name="caller">Who orders it, for the record.</param>
    /// <param name="token">Withdraws it.</param>
    public Task<CommandOutcome> ReproveAsync(string caller, CancellationToken token) => desk.PlaceAsync(new Order(null, default, caller), token);

    /// <summary>Runs until it is told to end.</summary>
    /// <param name="token">Ends it, between two steps or within one; either is harmless.</param>
    public async Task RunAsync(CancellationToken token)
    {
        await ServerStart.WaitAsync(sessions.Values, log.NoteNode, time, token);
        using var timer = new LoopTimer(topology.Settings.ProvingInterval, desk, time);
        do
        {
            if (!desk.IsWaitedFor && !pace.LookIsDue(verdict.IsAtRest))
            {
                await BeatAsync(token);
                continue;
            }

            pace.Looked();
            // What was just changed is looked at without delay.
            if (await SurvivedRoundAsync(token) && await SurvivedRoundAsync(token))
                continue;

            timer.Period = pace.Tick(verdict.IsAtRest);
        }
        while (await timer.NextAsync(token));
    }

    /// <summary>Runs one round.</summary>
    /// <param name="token">Ends it.</param>
    /// <returns>Whether steps were taken, and all of them.</returns>
    public async Task<bool> RoundAsync(CancellationToken token)
    {
        await BeatAsync(token);
        // Asked before the nodes are: one that ends in between counts as under way for this round.
        var copying = copies.Attempts();
        copies.Found = found = await observer.ObserveAsync(InitializerLock.Name, token);
        var seen = watches.Note(topology, found) with { Copies = copying };
        await SettleLockAsync(token);
        watches.Beats.Note(found.Values, ownOnly: held.IsHeld);
        var (orders, reprove) = desk.Take(seen, held.IsHeld);
        seen = seen with { Orders = orders };
        if (reprove)
            verdict.Forget();

        var plan = WiringPlanner.Plan(seen);
        log.NoteRound(found.Values, plan);
        // A server on which a commit waits would let the next one wait too, and be left with the lock.
        WiringStep[] steps = held.IsHeld ? [.. plan.Steps.Where(step => beatWriter.Waiting(step.Node) is null)] : [];
        // Said before anything is done about it: a step may take as long as its time limit.
        if (steps.Length > 0)
            NoteState(verdict.Judge(seen, plan, Hindrances(seen), reprove, held.IsHeld, executor.Changes));
        var taken = steps.Length == 0 ? [] : await ActAsync(seen, steps, token);
        Told(verdict.Judge(seen, plan, Hindrances(seen), reprove, held.IsHeld, executor.Changes));
        desk.Settle(seen, taken);
        return steps.Length > 0 && taken.Count == steps.Length;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        trace.Dispose();
        await copies.DisposeAsync();
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
            log.NoteFailure(failure);
            Told(verdict.Fail(failure.Message));
            desk.Fail(failure.Message);
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

    async Task BeatAsync(CancellationToken token)
    {
        if (!held.IsHeld || !pace.BeatIsDue(Status.State == TopologyHealth.Proved))
            return;

        pace.Beaten();
        await beatWriter.BeatAsync(found, log.NoteBeat, token);
    }

    async Task<IReadOnlyList<WiringStep>> ActAsync(PlannerInput seen, IReadOnlyList<WiringStep> steps, CancellationToken token)
    {
        watches.NoteMended(steps);
        trace.Begin(steps, step => RepairPolicy.Of(step, steps, seen));
        var taken = await executor.ExecuteAsync(steps, trace, token);
        trace.Taken(steps);
        foreach (var repair in RepairPolicy.Among(taken, seen))
        {
            Log.Repaired(logger, repair.Kind, repair.Link?.ToString() ?? repair.Node);
            Repaired?.Invoke(repair);
        }

        return taken;
    }

    IEnumerable<string> Hindrances(PlannerInput seen) => topology.Writers
        .Select(writer => (writer.Name, For: beatWriter.Waiting(writer.Name)))
        .Where(beat => beat.For > SlowCommit && seen.Server(beat.Name) is not null)
        .Select(beat => $"the beat of {beat.Name} has been waiting {beat.For!.Value.TotalSeconds:0.0} s for its commit: its disk is full, or a replica does not acknowledge");

    void NoteState(bool stateChanged)
    {
        if (stateChanged)
            log.NoteState(Status);
        linkLog.Note(Status.Links);
    }

    void Told(bool stateChanged)
    {
        NoteState(stateChanged);
        if (trace.Note(Status.State) is { } end)
            WiringEnded?.Invoke(end);
        RoundEnded?.Invoke(this, EventArgs.Empty);
    }
}
