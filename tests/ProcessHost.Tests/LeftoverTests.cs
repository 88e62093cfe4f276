using System.Diagnostics;
using System.Globalization;
using CliWrap;
using DualMaster.Replication.Servers;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>Which processes are ours to stop, and that nobody else gets the signal. The processes are real; only their program is a script.</summary>
public sealed class LeftoverTests : IAsyncLifetime
{
    const string Waits = "trap 'basename \"$PWD\" >> ../order; exit 0' TERM\nsleep 600 > /dev/null 2>&1 &\nwait";

    readonly TemporaryDirectory directory = new();
    readonly CancellationTokenSource end = new();
    readonly List<Task> started = [];
    ServerAccount account = null!;

    public async ValueTask InitializeAsync() => account = await ServerAccount.DetectAsync(Nodes.Token);

    public async ValueTask DisposeAsync()
    {
        // The scripts' own children too; each is known by the directory in which it works.
        foreach (var process in RunningProcess.All().Where(process => process.WorkingDirectory?.StartsWith(directory.Path, StringComparison.Ordinal) == true))
            Posix.Signal(process.Id, Posix.Kill);
        await end.CancelAsync();
        await Task.WhenAll(started).ContinueWith(_ => { }, TaskScheduler.Default);
        end.Dispose();
        directory.Dispose();
    }

    [Fact]
    public async Task Servers_are_stopped_replicas_first_and_one_of_another_directory_is_left_alone()
    {
        await StartServerAsync("node1");
        await StartServerAsync("node2");
        var foreign = await StartServerAsync("elsewhere/node1");
        var said = new List<string>();

        await Leftover.StopAllAsync([Mark("node1", isMaster: true), Mark("node2", isMaster: false)], said.Add, Nodes.Token);

        File.ReadAllLines(directory["order"]).ShouldBe(["node2", "node1"]);
        said.Count.ShouldBe(2);
        foreign.HasEnded.ShouldBeFalse();
    }

    [Fact]
    public async Task A_process_that_only_mentions_the_option_file_is_not_taken_for_a_server()
    {
        var node = Node("node1");
        // With the words that a server has, from a directory that is not the node's; and in the node's directory with other words.
        await StartAsync(directory.Path, directory.Script("bin/mysqld", Waits), $"--defaults-file={node.OptionFile}");
        await StartAsync(node.Path, directory.Script("bin/tail", Waits), $"--defaults-file={node.OptionFile}");
        await StartAsync(node.Path, directory.Script("bin/mysqldump", Waits), $"--defaults-file={node.OptionFile}");
        await StartAsync(node.Path, directory.Script("bin/mysqld", Waits), $"--defaults-file={node.OptionFile}.bak");

        (await Leftover.FindAsync([Mark("node1", isMaster: true)], Nodes.Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_got_the_id_of_one_that_ended_gets_no_signal()
    {
        const string Last = "/proc/sys/kernel/ns_last_pid";
        if (!Environment.IsPrivilegedProcess || !File.Exists(Last))
            Assert.Skip("Only root on Linux can say which id the next process gets.");
        using var ended = await StartServerAsync("node1");
        using var leftover = (await Leftover.FindAsync([Mark("node1", isMaster: true)], Nodes.Token)).ShouldHaveSingleItem();
        Posix.Signal(ended.Id, Posix.Kill);
        await Task.WhenAny(started[^1]);

        using var heir = await InheritAsync(ended.Id, Last);
        leftover.Process.Signal(Posix.Kill);

        leftover.Process.HasEnded.ShouldBeTrue();
        await heir.StandardInput.WriteLineAsync("alive");
        heir.StandardInput.Close();
        (await heir.StandardOutput.ReadToEndAsync(Nodes.Token)).Trim().ShouldBe("alive");
    }

    /// <summary>Starts processes until one has that id; others of this machine may be quicker a few times.</summary>
    static async Task<Process> InheritAsync(int id, string last)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            await File.WriteAllTextAsync(last, (id - 1).ToString(CultureInfo.InvariantCulture), Nodes.Token);
            var heir = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            if (heir.Id == id)
                return heir;
            heir.Kill();
            await heir.WaitForExitAsync(Nodes.Token);
            heir.Dispose();
        }

        Assert.Skip("Other processes were always quicker to get the id.");
        throw new UnreachableException();
    }

    async Task<HeldProcess> StartServerAsync(string node)
    {
        var place = Node(node);
        return await StartAsync(place.Path, directory.Script("bin/mysqld", Waits), $"--defaults-file={place.OptionFile}");
    }

    async Task<HeldProcess> StartAsync(string place, string program, string argument)
    {
        var running = Cli.Wrap(program).WithArguments([argument]).WithWorkingDirectory(place).WithValidation(CommandResultValidation.None).ExecuteAsync(end.Token);
        started.Add(running.Task);
        // From the fork until it executes the program it still has this one's words; its child is started after the trap is set.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!RunningProcess.All().Any(process => process.CommandLine.StartsWith("sleep 600", StringComparison.Ordinal) && ParentOf(process.Id) == running.ProcessId))
            await timer.WaitForNextTickAsync(Nodes.Token);
        return HeldProcess.Of(running.ProcessId);
    }

    // "4711 (sleep) S 4710 …"
    static int ParentOf(int id)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    LeftoverMark Mark(string node, bool isMaster) => LeftoverMark.Server(node, isMaster, Node(node));

    NodeDirectory Node(string name) => new(Directory.CreateDirectory(directory[name]).FullName, account, new ServerVersion(ServerFamily.Current, new Version(9, 7, 4)));
}
