using System.Net;
using System.Text.Json;
using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests.Terminal;

/// <summary>How long is waited for the proof.</summary>
public sealed class StatusWatchTests : IDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(600);

    readonly HttpListener initializer = new();
    readonly int port = Nodes.PortBase();
    int asked;

    public void Dispose() => initializer.Close();

    [Fact]
    public async Task What_is_not_proved_in_time_ends_with_the_reason()
    {
        Answer(_ => Statuses.Degraded("node1 is tired"));

        (await Should.ThrowAsync<HostException>(ProvedAsync)).Message.ShouldBe("Not proved within 0.6 s: node1 is tired.");
    }

    [Fact]
    public async Task A_copy_may_take_longer_than_the_limit()
    {
        Answer(time => time < 15 ? Copying(time) : Statuses.Proved);

        (await ProvedAsync()).State.ShouldBe(TopologyHealth.Proved);
        asked.ShouldBeGreaterThanOrEqualTo(15);
    }

    [Fact]
    public async Task A_copy_that_stands_still_may_not()
    {
        Answer(_ => Copying(bytes: 7));

        (await Should.ThrowAsync<HostException>(ProvedAsync)).Message.ShouldBe("Not proved within 0.6 s: no proof yet.");
    }

    static TopologyStatus Copying(long bytes) =>
        Statuses.Degraded("no proof yet") with { Copies = [new CopyStatus("node3", "node1", "clone", "copying", bytes, 100, 1, 1)] };

    async Task<TopologyStatus> ProvedAsync()
    {
        using var client = new StatusClient(new Uri($"http://127.0.0.1:{port}"));
        return await new StatusWatch(client, new Troubles(new ShellLine("data"), () => new Dictionary<string, NodeServerPhase>()), "initializer.log", _ => { })
            .UntilProvedAsync(refusalLimit: null, Limit, Nodes.Token);
    }

    /// <summary>Answers with what is to be said the so-manieth time.</summary>
    void Answer(Func<int, TopologyStatus> say)
    {
        initializer.Prefixes.Add($"http://127.0.0.1:{port}/");
        initializer.Start();
        _ = AnswerAsync();

        async Task AnswerAsync()
        {
            while (initializer.IsListening)
            {
                using var answer = (await initializer.GetContextAsync()).Response;
                answer.ContentType = "application/json";
                await answer.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(say(asked++), StatusJson.Default.TopologyStatus));
            }
        }
    }
}
