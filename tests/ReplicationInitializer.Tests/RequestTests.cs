using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace DualMaster.ReplicationInitializer.Tests;

/// <summary>Requests that are malformed, huge, slow or many are answered or cut off, and others are served as before.</summary>
public sealed class RequestTests(RequestTests.SharedInitializer shared) : IClassFixture<RequestTests.SharedInitializer>
{
    const string Path = "/links/node1/node2/pause";

    readonly LonelyInitializer initializer = shared.Program;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_needs_the_key_the_right_method_a_known_link_and_no_body()
    {
        (await PostAsync(Path, null)).ShouldBe((HttpStatusCode.Forbidden, "The key is missing or wrong; expected it in the header X-DualMaster-Key; the process host keeps it in the file command-key beside the data."));
        (await PostAsync(Path, "")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(Path, LonelyInitializer.CommandKey + "x")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(Path, LonelyInitializer.CommandKey[..^1])).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync("/links/node2/node1/pause")).ShouldBe(
            (HttpStatusCode.NotFound, "There is no link node2 → node1; expected one of node1 → node2, node3 → node4, node1 → node3, node3 → node1; correct the path."));
        (await PostAsync("/links/%F0%9F%92%A5/node2/pause")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(Path, LonelyInitializer.CommandKey, new StringContent(new string('x', 1025)))).ShouldBe(
            (HttpStatusCode.RequestEntityTooLarge, "The body has 1025 bytes; expected none, the path says all; leave it out."));
        using var get = await initializer.Client.GetAsync(Path, Token);
        get.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        using var other = await initializer.Client.PostAsync("/links/node1/node2/explode", null, Token);
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        initializer.Output.ShouldNotContain(LonelyInitializer.CommandKey);
    }

    [Fact]
    public async Task Without_a_key_of_the_host_no_command_is_taken()
    {
        await using var keyless = await LonelyInitializer.StartAsync(key: null);

        foreach (var shown in (string?[])[null, "", "anything-of-sixteen"])
            (await PostAsync("/reprove", shown, to: keyless.Client)).ShouldBe(
                (HttpStatusCode.Forbidden, "No commands are taken: Topology:CommandKey is not set; expected a host to hand one over; set it in the environment and restart the initializer."));
    }

    [Theory]
    [InlineData("\0\0\0\0\r\n\r\n", "400")]
    [InlineData("POST\r\n\r\n", "400")]
    [InlineData("POST /links/node1/node2/pause HTTP/9.9\r\nHost: x\r\n\r\n", "505")]
    [InlineData("POST /links/node1/node2/pause HTTP/1.1\r\n\r\n", "400")]
    [InlineData("POST /links/node1/node2/pause HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST /links/node1/node2/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz", "403")]
    [InlineData("POST /links/node1/node2/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999999\r\n\r\n", "403")]
    public async Task Malformed_ones_are_answered_and_nothing_else_happens(string request, string status)
    {
        (await SendAsync(request)).ShouldStartWith($"HTTP/1.1 {status} ");

        await StillServesAsync();
    }

    [Theory]
    [InlineData(4096, 0, 0, "414")]
    [InlineData(1, 1, 65536, "431")]
    [InlineData(1, 200, 1, "431")]
    public async Task Huge_ones_are_cut_off(int path, int headers, int header, string status)
    {
        var request = new StringBuilder($"POST /{new string('p', path)} HTTP/1.1\r\nHost: x\r\n");
        for (var number = 0; number < headers; number++)
            request.Append($"X-{number}: {new string('h', header)}\r\n");

        (await SendAsync(request.Append("\r\n").ToString())).ShouldStartWith($"HTTP/1.1 {status} ");

        await StillServesAsync();
    }

    [Fact]
    public async Task Slow_ones_do_not_hinder_others_and_are_closed()
    {
        var slow = new List<TcpClient>();
        try
        {
            for (var number = 0; number < 64; number++)
            {
                var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, initializer.Port, Token);
                await client.GetStream().WriteAsync("POST /links"u8.ToArray(), Token);
                slow.Add(client);
            }

            await StillServesAsync();
            foreach (var client in slow)
                (await FirstLineAsync(client.GetStream())).ShouldStartWith("HTTP/1.1 408 ");
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Many_at_once_are_each_answered_and_none_is_carried_out_without_a_server_to_remember_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => PostAsync(number % 2 == 0 ? Path : "/reprove")));

        // Without servers nobody holds the lock, so this one does not act; more than it can keep waiting are turned away.
        answers.Select(answer => answer.Status).Distinct().ShouldBeSubsetOf([HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable]);
        answers.ShouldAllBe(answer => answer.Sentence.EndsWith('.'));
        await StillServesAsync();
    }

    async Task StillServesAsync()
    {
        (await initializer.IsAliveAsync()).ShouldBeTrue(initializer.Output);
        using var status = JsonDocument.Parse(await initializer.Client.GetStringAsync("/status", Token));
        status.RootElement.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("desired").GetString()).ShouldAllBe(desired => desired == "running");
        initializer.HasEnded.ShouldBeFalse();
    }

    async Task<(HttpStatusCode Status, string Sentence)> PostAsync(string path, string? key = LonelyInitializer.CommandKey, HttpContent? body = null, HttpClient? to = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-DualMaster-Key", key);
        using var answer = await (to ?? initializer.Client).SendAsync(request, Token);
        using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        return (answer.StatusCode, said.RootElement.GetProperty("message").GetString()!);
    }

    async Task<string> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, initializer.Port, Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        return await FirstLineAsync(stream);
    }

    static async Task<string> FirstLineAsync(NetworkStream stream)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(limit.Token) ?? "";
    }

    /// <summary>One for all: none of them may do it any harm.</summary>
    public sealed class SharedInitializer : IAsyncLifetime
    {
        internal LonelyInitializer Program { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Program = await LonelyInitializer.StartAsync();

        public async ValueTask DisposeAsync() => await Program.DisposeAsync();
    }
}
