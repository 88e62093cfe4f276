using System.Globalization;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class FreshNodesTests(FreshNodes nodes) : IClassFixture<FreshNodes>
{
    [Fact]
    public async Task Four_fresh_nodes_are_different_servers_without_a_history_and_without_a_secret_in_the_open()
    {
        var uuids = new List<object?>();
        foreach (var node in nodes.Servers.All)
        {
            (await Nodes.ScalarAsync(node, "SELECT @@GLOBAL.gtid_executed")).ShouldBe("");
            (await Nodes.ScalarAsync(node, "SELECT @@GLOBAL.server_id")).ShouldBe(node.Node.ServerId);
            uuids.Add(await Nodes.ScalarAsync(node, "SELECT @@GLOBAL.server_uuid"));

            ListeningAddresses(node.Port).ShouldBe(["0100007F"]);
            File.Exists(node.Directory.BootstrapFile).ShouldBeFalse();
        }

        uuids.Distinct().Count().ShouldBe(4);
        ShouldBeSecret(File.ReadAllText(Path.Combine(nodes.Servers.DataDirectory, "root-password")).Trim());
    }

    [Fact]
    public async Task A_client_can_verify_each_node_by_the_authority_in_its_own_data_directory_and_by_no_other()
    {
        foreach (var node in nodes.Servers.All)
        {
            ((string)(await CipherAsync(node, node))!).ShouldStartWith("TLS_");
            File.GetUnixFileMode(InData(node, "server-key.pem")).ShouldBe(FileModes.Secret);
            File.Exists(InData(node, "ca-key.pem")).ShouldBeFalse();
        }

        await Should.ThrowAsync<MySqlException>(() => CipherAsync(nodes.Servers.All[0], nodes.Servers.All[1]));
    }

    static async Task<object?> CipherAsync(NodeServer node, NodeServer authority)
    {
        var verified = new MySqlConnectionStringBuilder(node.ConnectionString)
        {
            SslMode = MySqlSslMode.VerifyFull, SslCa = InData(authority, "ca.pem"), Pooling = false,
        };
        await using var connection = new MySqlConnection(verified.ConnectionString);
        await connection.OpenAsync(Nodes.Token);
        await using var command = new MySqlCommand("SELECT variable_value FROM performance_schema.session_status WHERE variable_name = 'Ssl_cipher'", connection);
        return await command.ExecuteScalarAsync(Nodes.Token);
    }

    static string InData(NodeServer node, string file) => Path.Combine(node.Directory.Data, file);

    void ShouldBeSecret(string password)
    {
        File.GetUnixFileMode(Path.Combine(nodes.Servers.DataDirectory, "root-password")).ShouldBe(FileModes.Secret);
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _)))
            Nodes.CommandLine(process).ShouldNotContain(password);
        foreach (var node in nodes.Servers.All)
        {
            File.ReadAllText(node.Directory.OptionFile).ShouldNotContain(password);
            File.ReadAllText(node.Directory.LogFile).ShouldNotContain(password);
        }
    }

    // "   0: 0100007F:1F90 00000000:0000 0A …": address and port in hexadecimal, 0A is LISTEN; the second file is IPv6.
    static IReadOnlyList<string> ListeningAddresses(int port) =>
    [
        .. from file in (string[])["/proc/net/tcp", "/proc/net/tcp6"]
           where File.Exists(file)
           from line in File.ReadLines(file).Skip(1)
           let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           let local = fields[1].Split(':')
           where fields[3] == "0A" && int.Parse(local[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) == port
           select local[0],
    ];
}
