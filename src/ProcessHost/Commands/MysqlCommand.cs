using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary><c>./run mysql</c>: becomes the MySQL client, connected to a node as root.</summary>
static class MysqlCommand
{
    static readonly IReadOnlyList<string> Names = [.. DefaultTopology.OnLoopback(1).Nodes.Select(node => node.Name)];

    static readonly Argument<string> Node = new("node")
    {
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var token, ..] && !Names.Contains(token.Value))
                    result.AddError($"There is no node '{token.Value}'; expected one of {string.Join(", ", Names)}");
            },
        },
    };

    static readonly Argument<string[]> ForTheClient = new("arguments") { Arity = ArgumentArity.ZeroOrMore };

    public static Command Create()
    {
        var command = new Command("mysql", "Open a client session on a node, as root.") { Node, ForTheClient };
        command.SetAction(RunAsync);
        HelpPage.Of(command, new HelpPage(
            "./run mysql NODE [--data DIR] [-- ARGUMENTS OF THE CLIENT]",
            $"""
            Opens a client session on a node as root: {string.Join(", ", Names)}.
            The client is the one that came with the servers, else the 'mysql' of PATH. The password travels in
            its environment only; its option files are not read, because a password in them would win.
            """,
            [("Options", [DataOptions.Data])],
            """
            Exit codes
              that of the client; 1 when nothing runs or the node does not answer, 2 when the command line was not understood

            Examples
              ./run mysql node1
              ./run mysql node2 -- -e 'SHOW REPLICA STATUS\G'
              ./run mysql node1 -- --batch shop < rows.sql
              ./run mysql node3 -- -u app -p
            """));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var data = await DataOptions.DirectoryAsync(parsed, cancellation);
        var running = await RunningHost.FindAsync(data, cancellation) ?? throw RunningHost.Missing(data);
        var node = DefaultTopology.OnLoopback(running.PortBase).Node(parsed.GetRequiredValue(Node));
        await EnsureListensAsync(node, parsed, cancellation);
        string[] client = [.. running.Client ?? [], .. running.Client is null && ProgramPath.Find("mysql") is { } found ? [found] : Array.Empty<string>()];
        if (client.Length == 0)
            throw new HostException("There is no MySQL client beside the servers' mysqld, and none on PATH; expected the program 'mysql'; install it (Debian: default-mysql-client).");

        Posix.Become(
            client[0],
            [
                .. client[1..], "--no-defaults", "--protocol=TCP", $"--host={node.ReplicationHost}",
                $"--port={node.ReplicationPort.ToString(CultureInfo.InvariantCulture)}", "--user=root", .. parsed.GetValue(ForTheClient) ?? [],
            ],
            new Dictionary<string, string>
            {
                ["MYSQL_PWD"] = data.RootPassword(hasData: true, wanted: null, _ => { }),
                // Read even with --no-defaults, and what it says would win.
                ["MYSQL_TEST_LOGIN_FILE"] = "/dev/null",
            });
        return 1;
    }

    static async Task EnsureListensAsync(TopologyNode node, ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(node.ReplicationHost, node.ReplicationPort, cancellation);
        }
        catch (SocketException fault)
        {
            throw new HostException(
                $"{node.Name} does not answer on {node.ReplicationHost}:{node.ReplicationPort} ({fault.Message}); expected its server to run; see why: {new ShellLine(parsed.GetRequiredValue(DataOptions.Data)).For("logs", node.Name)}.", fault);
        }
    }
}
