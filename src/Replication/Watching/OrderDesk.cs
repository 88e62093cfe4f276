using System.Threading.Channels;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.Logging;

namespace DualMaster.Replication.Watching;

/// <summary>
/// Takes operators' commands from whoever brings them and hands them to the loop, which plans and acts on them as on anything else.
/// Each round takes one a link, so that they are carried out in the order in which they came.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="logger">One record a command.</param>
sealed class OrderDesk(TimeProvider time, ILogger logger)
{
    const int Most = 32;

    /// <summary>A loop that does not get to it within this has other troubles.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Channel<Order> placed = Channel.CreateBounded<Order>(Most);
    readonly List<Order> waiting = [];
    readonly List<Order> current = [];
    Task<bool>? arrival;

    /// <summary>Whether the next round need not wait for its time.</summary>
    public bool IsWaitedFor => waiting.Count > 0 || placed.Reader.Count > 0;

    /// <summary>Ends when a command has arrived; the same task until then, so that waiting again and again leaves nothing behind.</summary>
    public Task ArrivedAsync(CancellationToken token) =>
        waiting.Count > 0 ? Task.CompletedTask
        : arrival is { IsCompleted: false } ? arrival
        : arrival = placed.Reader.WaitToReadAsync(token).AsTask();

    /// <summary>Places a command and waits for what comes of it.</summary>
    /// <param name="order">The command.</param>
    /// <param name="token">Withdraws it, unless it is being carried out already.</param>
    public async Task<CommandOutcome> PlaceAsync(Order order, CancellationToken token)
    {
        if (!placed.Writer.TryWrite(order))
            return Told(order, new CommandOutcome(CommandResult.Failed, $"More than {Most} commands wait already; nothing was done; give it again in a moment."));

        try
        {
            return await order.Outcome.WaitAsync(Patience, time, token);
        }
        catch (TimeoutException) when (order.Claim())
        {
            return Told(order, new CommandOutcome(CommandResult.Failed, $"The initializer did not get to it within {Patience.TotalSeconds} s; nothing was done; give it again."));
        }
        catch (TimeoutException)
        {
            return await order.Outcome.WaitAsync(token);
        }
        catch (OperationCanceledException)
        {
            order.Claim();
            throw;
        }
    }

    /// <summary>Takes what is to be done in this round; what makes no sense is answered.</summary>
    /// <param name="found">What this round found.</param>
    /// <param name="acts">Whether this initializer acts.</param>
    /// <returns>The commands by link, and whether all is to be proved anew.</returns>
    public (IReadOnlyDictionary<TopologyLink, LinkCommand> Orders, bool Reprove) Take(PlannerInput found, bool acts)
    {
        while (placed.Reader.TryRead(out var order))
            waiting.Add(order);

        var orders = new Dictionary<TopologyLink, LinkCommand>();
        var reprove = false;
        foreach (var order in waiting.ToArray())
        {
            if (order.Link is { } taken && orders.ContainsKey(taken))
                continue;

            waiting.Remove(order);
            if (!order.Claim())
                continue;

            if (!found.Reachable.Any())
                Complete(order, CommandOutcome.Senseless("No server answers; expected one on which it could be carried out; give it again when one does."));
            else if (!acts)
                Complete(order, CommandOutcome.Senseless("This initializer only observes; expected the one that holds the lock on the servers; give the command to that one."));
            else if (order.Link is not { } link)
            {
                reprove = true;
                current.Add(order);
            }
            else if (OrderPlanner.WithoutSteps(found, link, order.Command) is { } outcome)
                Complete(order, outcome);
            else
            {
                orders[link] = order.Command;
                current.Add(order);
            }
        }

        return (orders, reprove);
    }

    /// <summary>Answers the commands that were taken in this round.</summary>
    /// <param name="found">What this round found.</param>
    /// <param name="taken">The steps that were taken.</param>
    public void Settle(PlannerInput found, IReadOnlyList<WiringStep> taken)
    {
        foreach (var order in current)
            Complete(order, order.Link is { } link
                ? OrderPlanner.Outcome(found, link, order.Command, taken)
                : CommandOutcome.Done("Everything is proved anew; /health says when it is."));
        current.Clear();
    }

    /// <summary>Answers them after a round that failed.</summary>
    /// <param name="reason">How.</param>
    public void Fail(string reason)
    {
        foreach (var order in current)
            Complete(order, new CommandOutcome(CommandResult.Failed, $"The round that was to carry it out failed ({reason.TrimEnd('.')}); whether anything was done, /status says; give it again."));
        current.Clear();
    }

    void Complete(Order order, CommandOutcome outcome) => order.Complete(Told(order, outcome));

    CommandOutcome Told(Order order, CommandOutcome outcome)
    {
        Log.Ordered(logger, order.Caller, order.ToString(), outcome.Result, outcome.Sentence);
        return outcome;
    }
}
