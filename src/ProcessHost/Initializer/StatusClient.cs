using System.Net.Http.Json;
using System.Text.Json;
using DualMaster.Replication.Watching;

namespace DualMaster.ProcessHost;

/// <summary>Asks the initializer what it knows.</summary>
public sealed class StatusClient : IDisposable
{
    /// <summary>How long it waits for an answer.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly HttpClient client;

    /// <summary>Makes one.</summary>
    /// <param name="address">Where the initializer listens.</param>
    public StatusClient(Uri address) => client = new HttpClient { BaseAddress = address, Timeout = Patience };

    /// <summary>What <c>GET /status</c> answers; null when there is no answer within 2 seconds.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<TopologyStatus?> GetAsync(CancellationToken cancellation = default) =>
        AskAsync(() => client.GetFromJsonAsync("/status", StatusJson.Default.TopologyStatus, cancellation), cancellation);

    /// <summary>The same, as it is written.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<string?> GetTextAsync(CancellationToken cancellation = default) =>
        AskAsync(async () => (string?)await client.GetStringAsync("/status", cancellation), cancellation);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    static async Task<T?> AskAsync<T>(Func<Task<T?>> ask, CancellationToken cancellation) where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}
