using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using Shouldly;
using Xunit;

namespace DualMaster.EndToEnd.Copying;

/// <summary>Whatever is killed in the middle of a copy, half of it is never taken for the whole: it ends in a whole one.</summary>
public sealed class InterruptedCopyTests(ServerUnderTest server)
{
    const int Mebibytes = 48;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    [Trait("Length", "Long")]
    public Task A_clone_comes_to_its_end_although_initializer_donor_and_recipient_were_killed_in_the_middle_of_it() =>
        // So slow that each of them is killed in time.
        KillAllAsync(new ServerOption("loose_clone_max_data_bandwidth", "5", "A test.", "A test."), "clone");

    [Fact]
    public Task A_dump_comes_to_its_end_although_initializer_donor_and_recipient_were_killed_in_the_middle_of_it() =>
        KillAllAsync(AdoptTests.WithoutClone, "dump");

    // Half a MiB, a twentieth of a second: so slow that it is seen in its middle.
    const string Slowly = """
        { "$@" | while [ "$(head -c 524288 | tee /dev/fd/3 | wc -c)" -gt 0 ]; do sleep 0.05; done; } 3>&1
        """;

    async Task KillAllAsync(ServerOption option, string method)
    {
        await using var cluster = await Cluster.StartAsync(server, extra: [option], shape: RefusalTests.MastersOnly);
        await AdoptTests.FillAsync(cluster, Mebibytes);
        await cluster.ExecuteAsync("node1", "INSERT INTO app.t (v) VALUES ('before')");
        await cluster.PurgeLogsAsync("node1");

        var slowly = TopologyEnvironment.CopyCommands(["bash", "-o", "pipefail", "-c", Slowly, "slowly", .. cluster.Programs.Dump], cluster.Programs.Load).ToDictionary(entry => entry.Key, string? (entry) => entry.Value);
        await using (var killed = InitializerProgram.Start(cluster, slowly))
            await InTheMiddleAsync(killed);
        await using var initializer = InitializerProgram.Start(cluster, slowly);
        await InTheMiddleAsync(initializer);
        await FailureAfterAsync(initializer, cluster.Servers["node1"].KillAsync);
        await InTheMiddleAsync(initializer, attempt: 2);
        await FailureAfterAsync(initializer, cluster.Servers["node3"].KillAsync);
        if (method == "clone")
            await cluster.ExecuteAsync("node1", "SET GLOBAL clone_max_data_bandwidth = 0");
        await initializer.UntilAsync(status => status.State == TopologyHealth.Proved, "proved", Patience);

        await AdoptTests.ShouldHaveAllAsync(cluster, ["before"]);
        initializer.Output.ShouldContain($"Copied node1 to node3 by {method}");
        initializer.Output.ShouldNotContain(Cluster.ReplicationPassword);
        initializer.Output.ShouldNotContain(Cluster.RootPassword);
    }

    // The status is of the last round, so what it says of a copy may be of the one that has failed since.
    static Task<TopologyStatus> InTheMiddleAsync(InitializerProgram initializer, int attempt = 1) =>
        initializer.UntilAsync(status => initializer.Output.Split("done: begin to copy").Length > attempt && status.Copies.Any(IsInTheMiddle), "half a copy", Patience);

    static async Task FailureAfterAsync(InitializerProgram initializer, Func<Task> fault)
    {
        int Failures() => initializer.Output.Split("by itself.").Length;
        var before = Failures();
        await fault();
        await initializer.UntilAsync(_ => Failures() > before, "to be told of the interruption", Patience);
    }

    static bool IsInTheMiddle(CopyStatus copy) => copy is { Node: "node3", Phase: "copying", Bytes: > 1 << 20 } && copy.Bytes < copy.TotalBytes * 3 / 4;
}
