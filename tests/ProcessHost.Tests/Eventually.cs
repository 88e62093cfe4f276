using Polly;
using Polly.Retry;

namespace DualMaster.ProcessHost.Tests;

/// <summary>Waits for what another process brings about.</summary>
static class Eventually
{
    static readonly ResiliencePipeline<bool> UntilTrue = new ResiliencePipelineBuilder<bool>()
        .AddTimeout(TimeSpan.FromSeconds(60))
        .AddRetry(new RetryStrategyOptions<bool>
        {
            ShouldHandle = new PredicateBuilder<bool>().HandleResult(false), MaxRetryAttempts = int.MaxValue, Delay = TimeSpan.FromMilliseconds(50),
        })
        .Build();

    public static async Task TrueAsync(Func<Task<bool>> condition) => await UntilTrue.ExecuteAsync(async _ => await condition(), Nodes.Token);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));
}
