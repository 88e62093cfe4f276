using System.Diagnostics;
using System.Globalization;
using DualMaster.Replication.Watching;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>What happens to the program from outside: kills, two at once, missing programs, servers that may not be wired.</summary>
public sealed class MishapTests(ServerUnderTest server) : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly int portBase = Nodes.PortBase();

    string Data => directory["data"];

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task After_initializer_and_session_were_killed_one_of_two_that_start_at_once_goes_on_without_a_row_lost()
    {
        var killed = HostProgram.StartSession(new Dictionary<string, string?>(), Arguments());
        await killed.PrintedAsync("Ctrl+C stops everything");
        await ExecuteAsync("CREATE DATABASE app; CREATE TABLE app.t (v INT PRIMARY KEY); INSERT INTO app.t VALUES (1)");
        Posix.Signal(Nodes.ProcessesWith(InitializerProcess.Mark(Data)).ShouldHaveSingleItem(), Posix.Kill);
        await killed.PrintedAsync($"The initializer ended with exit code 137 (see {Data}/initializer.log); starting it again.");
        await ProvedAsync();
        await ExecuteAsync("INSERT INTO app.t VALUES (2)");

        killed.SignalAll(Posix.Kill);
        await killed.EndedAsync();
        HostProgram[] two = [HostProgram.Start(Arguments()), HostProgram.Start(Arguments())];
        var ends = two.Select(program => program.EndedAsync()).ToArray();
        var loser = Array.IndexOf(ends, await Task.WhenAny(ends));

        (await ends[loser]).ShouldBe(1, two[loser].Output);
        two[loser].Output.TrimEnd().Split('\n')[^1].ShouldBe(
            $"Another DualMaster runs on the data in {Data}; expected to be the only one; stop that one, or pass another --data and --port-base.");
        await two[1 - loser].PrintedAsync("Ctrl+C stops everything");
        (await ExecuteAsync("SELECT GROUP_CONCAT(v ORDER BY v) FROM app.t")).ShouldBe("1,2");
        two[1 - loser].Signal(Posix.Terminate);
        (await ends[1 - loser]).ShouldBe(0);
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_given_server_is_enough_without_apt_and_npm_and_once_ends_soon_when_two_nodes_have_one_server_uuid()
    {
        var bare = new Dictionary<string, string?> { ["PATH"] = Tools("id", "cp"), ["DUALMASTER_CACHE"] = Nodes.CacheWithoutDashboard(directory["cache"]) };
        var first = HostProgram.Start(bare, HostProgram.Arguments(server, Data, portBase, "--once", "--dashboard", "--mysqld", server.Installation.Path));
        (await first.EndedAsync()).ShouldBe(0, first.Output);
        first.Output.Split('\n').Count(line => line.StartsWith("There is no dashboard: neither aspire 13.5 nor npm is on the PATH", StringComparison.Ordinal)).ShouldBe(1);
        first.Output.ShouldContain("Proved after ");

        // What the servers are is in their data; the ports may be others each time.
        File.Copy(directory["data/node1/data/auto.cnf"], directory["data/node2/data/auto.cnf"], overwrite: true);
        var uuid = File.ReadAllLines(directory["data/node1/data/auto.cnf"]).Single(line => line.StartsWith("server-uuid=", StringComparison.Ordinal))["server-uuid=".Length..];
        var clock = Stopwatch.StartNew();
        var (exitCode, output) = await HostProgram.RunAsync(["--data", Data, "--port-base", Number(Nodes.PortBase()), "--once"]);

        exitCode.ShouldBe(1, output);
        output.TrimEnd().Split('\n')[^1].ShouldBe(
            $"node1 and node2 have the same server_uuid {uuid}; expected a different one on each; stop one of them, remove auto.cnf from its data directory and start it again.");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(120));
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_apt_and_npm_and_a_server_it_says_how_to_get_one()
    {
        string[] usual = ["/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/usr/local/bin", "/usr/local/mysql/bin", "/opt/mysql/bin"];
        if (usual.Any(place => File.Exists(Path.Combine(place, "mysqld"))))
            Assert.Skip("This machine has a server.");
        var bare = new Dictionary<string, string?> { ["PATH"] = Tools("id", "cp"), ["DUALMASTER_CACHE"] = directory["cache"], ["DUALMASTER_MYSQLD"] = null };

        var program = HostProgram.Start(bare, "--data", Data, "--port-base", Number(portBase));

        (await program.EndedAsync()).ShouldBe(1);
        program.Output.Trim().ShouldBe(
            "No MySQL server was found, and this is no Debian-like system, so it cannot be obtained from packages; "
            + "install MySQL 8.4 or later (https://dev.mysql.com/downloads/mysql/), or name its mysqld with --mysqld.");
        Directory.Exists(Data).ShouldBeFalse();
    }

    [Fact]
    public async Task Fresh_names_what_it_deletes_and_does_nothing_where_nobody_can_be_asked()
    {
        MakeContents();

        var (exitCode, output) = await HostProgram.RunAsync(Arguments("--fresh"));

        exitCode.ShouldBe(1);
        output.Trim().Split('\n').ShouldBe(
        [
            "--fresh deletes:", $"  {Data}/node1", $"  {Data}/root-password", $"  {Data}/topology.json",
            "--fresh deletes data and there is nobody to ask; expected a terminal; pass --yes as well.",
        ]);
        File.Exists(directory["data/node1/data/ibdata1"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Fresh_asks_on_a_terminal_and_takes_no_for_an_answer()
    {
        if (!ProgramPath.Has("script"))
            Assert.Skip("A terminal can only be made with the program 'script'.");
        MakeContents();

        var program = HostProgram.StartOnTerminal("n\n", Arguments("--fresh"));

        (await program.EndedAsync()).ShouldBe(1);
        program.Output.ShouldContain("Delete all of it?");
        File.Exists(directory["data/node1/data/ibdata1"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_data_directory_without_a_name_is_refused()
    {
        var (exitCode, output) = await HostProgram.RunAsync("--data", "", "--port-base", Number(portBase));

        (exitCode, output.Trim()).ShouldBe((1, "--data names no directory; expected a path; correct it, or leave the option out."));
    }

    /// <summary>What a killed first start may leave.</summary>
    void MakeContents()
    {
        Directory.CreateDirectory(directory["data/node1/data"]);
        File.WriteAllText(directory["data/node1/data/ibdata1"], "");
        File.WriteAllText(directory["data/root-password"], "secret\n");
        File.WriteAllText(directory["data/somebody-else's"], "");
        TopologyRecord.Of(Nodes.One(portBase)).Write(directory["data/topology.json"]);
    }

    /// <summary>A directory with nothing but these programs of the machine.</summary>
    string Tools(params string[] programs)
    {
        var tools = Directory.CreateDirectory(directory["tools"]).FullName;
        foreach (var program in programs)
            File.CreateSymbolicLink(Path.Combine(tools, program), ProgramPath.Directories.Select(place => Path.Combine(place, program)).First(File.Exists));
        return tools;
    }

    async Task ProvedAsync()
    {
        using var client = new StatusClient(new Uri($"http://127.0.0.1:{Number(portBase)}"));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await client.GetAsync(Nodes.Token) is not { State: TopologyHealth.Proved })
            await timer.WaitForNextTickAsync(Nodes.Token);
    }

    /// <summary>On node1, as a user would.</summary>
    async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new MySqlConnection(
            $"Server=127.0.0.1;Port={Number(portBase + 1)};User ID=root;Password={File.ReadAllText(directory["data/root-password"]).Trim()};Pooling=false");
        await connection.OpenAsync(Nodes.Token);
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Nodes.Token);
    }

    string[] Arguments(params string[] more) => HostProgram.Arguments(server, Data, portBase, ["--no-dashboard", .. more]);

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
