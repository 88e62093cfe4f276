using System.Threading.Channels;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class InitializerRefusalTests : IDisposable
{
    const string Sentence = "Topology:CommandKey has 5 characters; expected at least 16, because whoever guesses it can stop replication; set a longer one, or none.";

    readonly TemporaryDirectory directory = new();
    readonly Channel<string> said = Channel.CreateUnbounded<string>();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_setting_with_which_the_initializer_does_not_start_ends_the_wait_for_the_proof_with_its_sentence()
    {
        var portBase = Nodes.PortBase();
        var address = RunningHost.AddressOf(portBase);
        await using var initializer = InitializerProcess.Start(
            Nodes.One(portBase), _ => $"Server=127.0.0.1;Port={portBase + 1};User ID=root", "secret", address, directory.Path, line => said.Writer.TryWrite(line),
            commandKey: "short", ending: Nodes.Token);
        using var client = new StatusClient(address);
        var watch = new StatusWatch(client, new Troubles(new ShellLine(directory.Path), () => new Dictionary<string, NodeServerPhase>()), "initializer.log", _ => { }) { Obstacle = () => initializer.Refusal };

        var refusal = await Should.ThrowAsync<HostException>(() => watch.UntilProvedAsync(refusalLimit: null, limit: null, Nodes.Token));

        refusal.Message.ShouldBe(Sentence);
        (await said.Reader.ReadAsync(Nodes.Token)).ShouldBe($"The initializer does not start: {Sentence.TrimEnd('.')} (see {directory["initializer.log"]}); starting it again.");
    }
}
