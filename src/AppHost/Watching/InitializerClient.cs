using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using DualMaster.Replication.Watching;

namespace DualMaster.AppHost.Watching;

/// <summary>Talks to the initializer of a topology.</summary>
/// <param name="http">The client.</param>
sealed class InitializerClient(HttpClient http)
{
    const string KeyHeader = "X-DualMaster-Key";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>What it found last; null when it does not answer.</summary>
    public async Task<TopologyStatus?> StatusAsync(InitializerAnnotation initializer, CancellationToken token)
    {
        if (Address(initializer) is not { } address)
            return null;

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(token);
        limited.CancelAfter(Patience);
        try
        {
            return await http.GetFromJsonAsync(new Uri($"{address}/status"), StatusJson.Default.TopologyStatus, limited.Token);
        }
        catch (Exception unanswered) when (IsUnanswered(unanswered, token))
        {
            return null;
        }
    }

    /// <summary>Gives it a command.</summary>
    /// <param name="initializer">The initializer.</param>
    /// <param name="path">The command's path.</param>
    /// <param name="token">Withdraws it.</param>
    /// <returns>Whether it was taken, which also is one that is written down and does not hold yet; and the sentence that it was answered with.</returns>
    public async Task<(bool Taken, string Sentence)> CommandAsync(InitializerAnnotation initializer, string path, CancellationToken token)
    {
        if (Address(initializer) is not { } address)
            return (false, "The initializer does not run; expected it to answer; start it.");

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{address}{path}"));
        request.Headers.Add(KeyHeader, await initializer.CommandKey.GetValueAsync(token));
        try
        {
            using var response = await http.SendAsync(request, token);
            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(token), cancellationToken: token);
            return (response.IsSuccessStatusCode, answer.RootElement.GetProperty("message").GetString()!);
        }
        catch (Exception unanswered) when (IsUnanswered(unanswered, token))
        {
            return (false, "The initializer does not answer; expected it to run; start it, or look into its log.");
        }
    }

    // Cancelled, but not by whoever asks: it took too long.
    static bool IsUnanswered(Exception exception, CancellationToken token) =>
        exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !token.IsCancellationRequested);

    static string? Address(InitializerAnnotation initializer) => initializer.Endpoint is { IsAllocated: true } endpoint ? endpoint.Url : null;
}
