using System.Text.Json;
using MySqlConnector;
using Polly;
using Polly.Retry;
using Shouldly;

namespace DualMaster.AppHost.Tests.Containers;

/// <summary>Waits for what a test expects; how long it takes is no test's business.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    static readonly ResiliencePipeline<bool> Asking = new ResiliencePipelineBuilder<bool>()
        .AddRetry(new RetryStrategyOptions<bool>
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(100),
            ShouldHandle = new PredicateBuilder<bool>().HandleResult(false).Handle<MySqlException>().Handle<HttpRequestException>().Handle<JsonException>()
                // A port of Aspire's takes connections before anybody answers there.
                .Handle<TaskCanceledException>(late => late.InnerException is TimeoutException),
        })
        .Build();

    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Surroundings.Token);
        limit.CancelAfter(Patience);
        try
        {
            await Asking.ExecuteAsync(async _ => await condition(), limit.Token);
        }
        catch (OperationCanceledException) when (!Surroundings.Token.IsCancellationRequested)
        {
            throw new ShouldAssertException(otherwise());
        }
    }
}
