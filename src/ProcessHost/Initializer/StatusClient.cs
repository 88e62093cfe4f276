using System.Net.Http.Json;
using System.Text.Json;
using DualMaster.Replication.Watching;

namespace DualMaster.ProcessHost;

/// <summary>Asks the initializer what it knows.</summary>
public sealed class StatusClient : IDisposable
{
    readonly HttpClient client;

    /// <summary>Makes one.</summary>
    /// <param name="address">Where the initializer listens.</param>
    public StatusClient(Uri address) => client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(2) };

    /// <summary>What <c>GET /status</c> answers; null when there is no answer within 2 seconds.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<TopologyStatus?> GetAsync(CancellationToken cancellation = default)
    {
        try
        {
            return await client.GetFromJsonAsync("/status", StatusJson.Default.TopologyStatus, cancellation);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
