using CliWrap;
using CliWrap.Buffered;
using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>Data that must not be touched is refused in a sentence, and afterwards everything lies there as before.</summary>
public sealed class RefusedDataTests(ServerUnderTest server) : IDisposable
{
    const string Default = "node1 (master, server_id 1), node2 (replica, server_id 2), node3 (master, server_id 3), node4 (replica, server_id 4)";

    readonly TemporaryDirectory directory = new();
    readonly int portBase = Nodes.PortBase();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Data_of_another_topology_is_refused_with_both()
    {
        await OpenedAsync(Nodes.One(portBase));
        MakeData("node1");

        await ShouldRefuseAsync(
            $"The data in {directory["data"]} belongs to the topology node1 (master, server_id 1); expected {Default}; pass another --data, or delete that data with --fresh.");
    }

    [Fact]
    public async Task A_topology_without_data_yet_may_become_another_one()
    {
        await OpenedAsync(Nodes.One(portBase));

        await OpenedAsync(DefaultTopology.OnLoopback(portBase));

        TopologyRecord.Read(directory["data/topology.json"])!.ToString().ShouldBe(Default);
    }

    [Fact]
    public async Task Fresh_deletes_the_nodes_of_the_topology_before_too_and_nothing_that_is_foreign()
    {
        await OpenedAsync(DefaultTopology.OnLoopback(portBase));
        foreach (var node in (string[])["node1", "node4", "node5"])
            MakeData(node);
        File.WriteAllText(directory["data/node4/notes"], "somebody's");

        await OpenedAsync(Nodes.One(portBase), fresh: true);

        Directory.GetFileSystemEntries(directory["data"], "*", SearchOption.AllDirectories).Select(path => path[(directory["data"].Length + 1)..]).ShouldBe(
            ["host.lock", "node4", "node4/notes", "node5", "node5/conf", "node5/data", "node5/data/ibdata1", "root-password", "topology.json"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_directory_of_a_nodes_name_that_is_somebody_elses_is_refused()
    {
        MakeData("node3");

        await ShouldRefuseAsync($"{directory["data/node3"]} holds something that DualMaster did not make; expected a directory of its own or none; pass another --data.");
        await ShouldRefuseAsync($"{directory["data/node3"]} holds something that DualMaster did not make; expected a directory of its own or none; pass another --data.", fresh: true);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_refused()
    {
        Directory.CreateDirectory(directory["data"]);
        File.WriteAllText(directory["data/topology.json"], "{ \"nodes\": [ { \"name\": \"../somewhere\", \"role\": \"Master\", \"serverId\": 1 } ] }");

        await ShouldRefuseAsync(
            $"{directory["data/topology.json"]} cannot be read; expected the nodes whose data lies beside it, as JSON; put it back, or delete it when the data is the topology's.", fresh: true);
    }

    [Theory]
    [InlineData("mysql_upgrade_history", """{"file_format":"1","upgrade_history":[{"version":"9.7.4-2","initialize":true},{"version":"99.1.0","maturity":"LTS"}]}""",
        "The data of node1 was last opened by MySQL 99.1.0, and this server is {0}; expected 99.1.0 or newer, because a server never goes back to an older version; name a newer server with --server, or pass another --data.")]
    [InlineData("mysql_upgrade_info", "10.11.19-MariaDB",
        "The data of node1 was last opened by MariaDB 10.11.19, and this server is MySQL {0}; expected one of the same family, because no other opens that data; pass --server mariadb, or another --data.")]
    public async Task Data_of_a_newer_or_another_server_is_refused(string file, string content, string sentence)
    {
        await OpenedAsync(DefaultTopology.OnLoopback(portBase));
        MakeData("node1");
        File.WriteAllText(directory[$"data/node1/data/{file}"], content);

        await ShouldRefuseAsync(sentence.Replace("{0}", server.Installation.Version.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_is_no_data_directory()
    {
        File.WriteAllText(directory["data"], "a file");

        (await RefusalAsync(DefaultTopology.OnLoopback(portBase), directory["data"])).ShouldBe($"{directory["data"]} is a file; expected a directory for the servers' data; pass another --data.");
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_to_is_refused()
    {
        Directory.CreateDirectory(directory["data"]);
        await using var readOnly = await MountAsync("ro");

        var refusal = await RefusalAsync(DefaultTopology.OnLoopback(portBase), directory["data"]);

        refusal.ShouldStartWith($"The data directory {directory["data"]} cannot be written to (");
        refusal.ShouldEndWith("; expected one that this account may write to; correct its owner or mode, or pass another --data.");
    }

    [Fact]
    public async Task A_disk_that_is_too_small_is_said_and_no_half_data_is_left()
    {
        Directory.CreateDirectory(directory["data"]);
        await using var small = await MountAsync("size=32m");
        await using var servers = await LocalServers.OpenAsync(Nodes.Options(server, Nodes.One(portBase), directory["data"]), Nodes.Token);

        var refusal = await Should.ThrowAsync<HostException>(() => servers.StartAsync(Nodes.Token));

        refusal.Message.ShouldStartWith($"The data directory {directory["data/node1/data"]} could not be made: cp: ");
        refusal.Message.ShouldEndWith(": No space left on device; expected to be allowed to write there, and about 200 MB of free space for each node; correct that, or pass another --data.");
        Directory.GetDirectories(directory["data/node1"]).Select(Path.GetFileName).ShouldBe(["conf", "logs"], ignoreOrder: true);
    }

    [Fact]
    public async Task One_directory_under_two_names_is_one_directory()
    {
        await using var first = await LocalServers.OpenAsync(Nodes.Options(server, Nodes.One(portBase), directory["data"]), Nodes.Token);
        Directory.CreateSymbolicLink(directory["link"], directory.Path);

        var refusal = await RefusalAsync(Nodes.One(Nodes.PortBase()), directory["link/data"]);

        refusal.ShouldBe($"Another DualMaster runs on the data in {directory["data"]}; expected to be the only one; stop that one, or pass another --data and --port-base.");
    }

    /// <summary>As after an earlier run with this topology; the servers were not started.</summary>
    async Task OpenedAsync(ReplicationTopology topology, bool fresh = false)
    {
        await using var servers = await LocalServers.OpenAsync(Nodes.Options(server, topology, directory["data"]) with { Fresh = fresh }, Nodes.Token);
    }

    /// <summary>What a node's directory has in common with one that a server used, as far as a refusal looks.</summary>
    void MakeData(string node)
    {
        Directory.CreateDirectory(directory[$"data/{node}/data"]);
        Directory.CreateDirectory(directory[$"data/{node}/conf"]);
        File.WriteAllText(directory[$"data/{node}/data/ibdata1"], "");
    }

    async Task ShouldRefuseAsync(string sentence, bool fresh = false)
    {
        var before = Everything();

        (await RefusalAsync(DefaultTopology.OnLoopback(portBase), directory["data"], fresh)).ShouldBe(sentence);

        Everything().ShouldBe(before);
    }

    async Task<string> RefusalAsync(ReplicationTopology topology, string data, bool fresh = false) =>
        (await Should.ThrowAsync<HostException>(() => LocalServers.OpenAsync(Nodes.Options(server, topology, data) with { Fresh = fresh }, Nodes.Token))).Message;

    IReadOnlyList<string> Everything() =>
    [
        .. Directory.GetFileSystemEntries(directory["data"], "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "host.lock")
            .Select(path => $"{path} {(File.Exists(path) ? File.ReadAllText(path) : "")}").Order(StringComparer.Ordinal),
    ];

    async Task<IAsyncDisposable> MountAsync(string options)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Only root on Linux can mount a file system.");
        var mounted = await Cli.Wrap("mount").WithArguments(["-t", "tmpfs", "-o", options, "tmpfs", directory["data"]])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Nodes.Token);
        if (!mounted.IsSuccess)
            Assert.Skip($"A file system cannot be mounted here: {mounted.StandardError.Trim()}");
        return new Mounted(directory["data"]);
    }

    sealed class Mounted(string place) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Cli.Wrap("umount").WithArguments(["--lazy", place]).ExecuteAsync(CancellationToken.None);
    }
}
