using Polly;
using Polly.Retry;

namespace DualMaster.Replication.Servers;

/// <summary>Waits for servers that are starting, by asking them.</summary>
static class ServerStart
{
    /// <summary>Servers that start together come up within this; one that takes longer is a state like any other from then on.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Returns when every server answers, or one says that waiting is no use, or the patience has ended.</summary>
    /// <param name="sessions">The servers.</param>
    /// <param name="waiting">Told what each attempt found that was in vain.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Ends the wait.</param>
    public static async Task WaitAsync(IEnumerable<ServerSession> sessions, Action<NodeState> waiting, TimeProvider time, CancellationToken token)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, patience.Token);
        var asking = new ResiliencePipelineBuilder<NodeState> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<NodeState>
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(50),
                BackoffType = DelayBackoffType.Constant,
                ShouldHandle = new PredicateBuilder<NodeState>().HandleResult(state => state is { Server: null, Refusal: null }),
                OnRetry = attempt =>
                {
                    waiting(attempt.Outcome.Result!);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        try
        {
            await Task.WhenAll(sessions.Select(session =>
                asking.ExecuteAsync(async limited => await session.ObserveStartAsync(limited), either.Token).AsTask()));
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // Whoever is missing is observed, and waited for, by the loop.
        }
    }
}
