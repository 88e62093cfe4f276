using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;

namespace DualMaster.ReplicationInitializer;

/// <summary>The commands of operators over HTTP. Only with the key that the host handed over; each answer is one sentence.</summary>
static class CommandEndpoints
{
    /// <summary>The header that carries the key.</summary>
    public const string KeyHeader = "X-DualMaster-Key";

    /// <summary>A command has no body; clients that send one anyway may send this many bytes.</summary>
    const long LargestBody = 1024;

    /// <summary>Maps <c>POST /links/{source}/{replica}/pause</c>, <c>/resume</c>, <c>/restart</c> and <c>POST /reprove</c>.</summary>
    /// <param name="app">The application.</param>
    /// <param name="key">The key; null when no commands are taken.</param>
    public static void MapCommands(this WebApplication app, string? key)
    {
        var expected = key is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key));
        foreach (var command in Enum.GetValues<LinkCommand>())
            app.MapPost($"/links/{{source}}/{{replica}}/{command.ToString().ToLowerInvariant()}", context => LinkAsync(context, expected, command));
        app.MapPost("/reprove", context => ReproveAsync(context, expected));
    }

    static async Task LinkAsync(HttpContext context, byte[]? expected, LinkCommand command)
    {
        if (await IsBarredAsync(context, expected))
            return;
        await AnswerAsync(context, await Supervisor(context).CommandAsync(
            Route(context, "source"), Route(context, "replica"), command, Caller(context), context.RequestAborted));
    }

    static async Task ReproveAsync(HttpContext context, byte[]? expected)
    {
        if (await IsBarredAsync(context, expected))
            return;
        await AnswerAsync(context, await Supervisor(context).ReproveAsync(Caller(context), context.RequestAborted));
    }

    static async Task<bool> IsBarredAsync(HttpContext context, byte[]? expected)
    {
        if (Barred(context.Request, expected) is not var (status, sentence))
            return false;

        await AnswerAsync(context, status, sentence);
        return true;
    }

    static (int Status, string Sentence)? Barred(HttpRequest request, byte[]? expected)
    {
        if (expected is null)
            return (StatusCodes.Status403Forbidden, "No commands are taken: Topology:CommandKey is not set; expected a host to hand one over; set it in the environment and restart the initializer.");

        // Both are hashed: then they have one length, and the comparison takes one time.
        var shown = SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers[KeyHeader].ToString()));
        if (!CryptographicOperations.FixedTimeEquals(shown, expected))
            return (StatusCodes.Status403Forbidden, $"The key is missing or wrong; expected it in the header {KeyHeader}; the process host keeps it in the file command-key beside the data.");

        return request.ContentLength > LargestBody
            ? (StatusCodes.Status413PayloadTooLarge, $"The body has {request.ContentLength} bytes; expected none, the path says all; leave it out.")
            : null;
    }

    static Task AnswerAsync(HttpContext context, CommandOutcome outcome) => AnswerAsync(context, outcome.Result switch
    {
        CommandResult.Done => StatusCodes.Status200OK,
        CommandResult.Accepted => StatusCodes.Status202Accepted,
        CommandResult.Unknown => StatusCodes.Status404NotFound,
        CommandResult.Senseless => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status503ServiceUnavailable,
    }, outcome.Sentence);

    static Task AnswerAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync($"{{\"message\":\"{JsonEncodedText.Encode(sentence, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"}}");
    }

    static TopologySupervisor Supervisor(HttpContext context) => context.RequestServices.GetRequiredService<TopologySupervisor>();

    static string Route(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    static string Caller(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
