using Polly;
using Polly.Retry;
using Shouldly;

namespace DualMaster.EndToEnd;

/// <summary>Waits for what a test expects; how long it takes is no test's business.</summary>
static class Eventually
{
    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string> otherwise, TimeSpan? patience = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cluster.Token);
        limit.CancelAfter(patience ?? Cluster.Patience);
        var asking = new ResiliencePipelineBuilder<bool>()
            .AddRetry(new RetryStrategyOptions<bool>
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(50),
                ShouldHandle = new PredicateBuilder<bool>().HandleResult(false).Handle<MySqlConnector.MySqlException>(),
            })
            .Build();
        try
        {
            await asking.ExecuteAsync(async _ => await condition(), limit.Token);
        }
        catch (OperationCanceledException) when (!Cluster.Token.IsCancellationRequested)
        {
            throw new ShouldAssertException(otherwise());
        }
    }
}
