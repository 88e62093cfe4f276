using DualMaster.Replication.Servers;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>Starts over what was left behind, and starts that fail.</summary>
public sealed class ServerStartTests(ServerUnderTest server) : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_half_copied_data_directory_is_thrown_away()
    {
        Directory.CreateDirectory(directory["data/node1/data.partial-1"]);
        File.WriteAllText(directory["data/node1/data.partial-1/ibdata1"], "half");

        await using var servers = await OpenAsync("data");
        await servers.StartAsync(Nodes.Token);

        Directory.GetDirectories(directory["data/node1"]).Select(Path.GetFileName).ShouldBe(["conf", "data", "logs"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_node_that_never_answered_with_its_password_is_given_it_once_more()
    {
        await using (var first = await OpenAsync("data"))
            await first.StartAsync(Nodes.Token);
        // As if the first host had been killed after the copy: the data has another password, the statements are still there.
        File.WriteAllText(directory["data/root-password"], "it's a \\ new one\n");
        File.WriteAllText(directory["data/node1/conf/bootstrap.sql"], "left behind");

        await using var servers = await OpenAsync("data");
        await servers.StartAsync(Nodes.Token);

        (await Nodes.ScalarAsync(servers["node1"], "SELECT 1")).ShouldBe(1L);
        File.Exists(directory["data/node1/conf/bootstrap.sql"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_nothing_is_left_running()
    {
        await using (var first = await OpenAsync("data"))
            await first.StartAsync(Nodes.Token);
        File.WriteAllText(directory["data/root-password"], "wrong\n");

        await using var servers = await OpenAsync("data");
        var refusal = await Should.ThrowAsync<HostException>(() => servers.StartAsync(Nodes.Token));

        refusal.Message.ShouldContain("refuses root's password");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_path_with_blanks_that_is_too_long_for_a_socket_is_no_obstacle()
    {
        var data = Path.Combine("a path # with blanks", new string('x', 100));

        await using var servers = await OpenAsync(data);
        await servers.StartAsync(Nodes.Token);

        var socket = (string)(await Nodes.ScalarAsync(servers["node1"], "SELECT @@socket"))!;
        socket.Length.ShouldBeLessThan(100);
        await servers.DisposeAsync();
        Directory.Exists(Path.GetDirectoryName(socket)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_ends_before_it_answers_is_said_with_its_last_error()
    {
        await using var servers = await OpenAsync("data", new ServerOption("no_such_option", "1", "", ""));

        var refusal = await Should.ThrowAsync<HostException>(() => servers.StartAsync(Nodes.Token));

        refusal.Message.ShouldStartWith("node1 ended before it answered, with exit code ");
        refusal.Message.ShouldContain("unknown variable 'no_such_option=1'");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_crashes_at_its_start_is_said_with_its_signal_and_its_last_words()
    {
        await using var servers = await OpenScriptAsync("echo 'mysqld got signal 11' >&2; kill -SEGV $$", TimeProvider.System);

        var refusal = await Should.ThrowAsync<HostException>(() => servers.StartAsync(Nodes.Token));

        refusal.Message.ShouldBe(
            $"node1 ended before it answered, with exit code 139 (signal 11): mysqld got signal 11 (more in {directory["data/node1/logs/mysqld.log"]}); expected it to start; put that right, and start again.");
    }

    [Fact]
    public async Task A_server_that_neither_answers_nor_says_anything_is_given_up()
    {
        var clock = new FakeTimeProvider();
        await using var servers = await OpenScriptAsync("exec sleep 600", clock);

        var start = servers.StartAsync(Nodes.Token);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!start.IsCompleted)
        {
            await timer.WaitForNextTickAsync(Nodes.Token);
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        (await Should.ThrowAsync<HostException>(start)).Message.ShouldBe(
            $"node1 runs, but has neither answered nor written to {directory["data/node1/logs/mysqld.log"]} for 5 minutes; expected an answer; look there for what it waits for, and start again.");
        Nodes.ProcessesWith("sleep\0600").ShouldBeEmpty();
    }

    /// <summary>A script in the place of the server, over data that a server could have left.</summary>
    async Task<LocalServers> OpenScriptAsync(string body, TimeProvider clock)
    {
        var options = Nodes.Options(server, Nodes.One(Nodes.PortBase()), directory["data"]) with
        {
            Installation = ServerInstallation.Installed(server.Installation.Version, directory.Script("mysqld", body), "a test"),
            TimeProvider = clock,
        };
        var servers = await LocalServers.OpenAsync(options, Nodes.Token);
        Directory.CreateDirectory(directory["data/node1/data"]);
        return servers;
    }

    Task<LocalServers> OpenAsync(string data, params ServerOption[] extra) =>
        LocalServers.OpenAsync(Nodes.Options(server, Nodes.One(Nodes.PortBase()), directory[data]) with { ExtraOptions = extra }, Nodes.Token);
}
