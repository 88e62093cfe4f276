using System.Text.Json;
using DualMaster.Replication.Wiring;

namespace DualMaster.ProcessHost;

/// <summary>Gives commands to the initializer.</summary>
/// <param name="address">Where it listens.</param>
/// <param name="key">The key for commands.</param>
sealed class CommandClient(Uri address, string key) : IDisposable
{
    const string KeyHeader = "X-DualMaster-Key";

    /// <summary>An order is done before it is answered, and stopping a link may take its time.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    readonly HttpClient client = new() { BaseAddress = address, Timeout = Patience };

    /// <summary>Orders something of a link.</summary>
    /// <param name="source">The node that is read from.</param>
    /// <param name="replica">The node that follows.</param>
    /// <param name="command">What.</param>
    /// <param name="cancellation">Withdraws it.</param>
    public Task<CommandAnswer> OrderAsync(string source, string replica, LinkCommand command, CancellationToken cancellation) =>
        PostAsync($"/links/{source}/{replica}/{command.ToString().ToLowerInvariant()}", cancellation);

    /// <summary>Has everything shown anew.</summary>
    /// <param name="cancellation">Withdraws it.</param>
    public Task<CommandAnswer> ReproveAsync(CancellationToken cancellation) => PostAsync("/reprove", cancellation);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    async Task<CommandAnswer> PostAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { KeyHeader, key } } };
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
            return new CommandAnswer(response.IsSuccessStatusCode, answer.RootElement.GetProperty("message").GetString()!);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new CommandAnswer(Holds: false, "The initializer does not answer; expected it to run; look into its log.");
        }
    }
}
