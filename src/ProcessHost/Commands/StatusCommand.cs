using System.CommandLine;
using System.Text.Json;
using DualMaster.Replication.Watching;
using Spectre.Console;

namespace DualMaster.ProcessHost;

/// <summary><c>./run status</c>: what a running instance says of itself.</summary>
static class StatusCommand
{
    static readonly Option<bool> Json = new("--json") { Description = "Print what GET /status answers, as it is, and nothing else." };

    public static Command Create()
    {
        var command = new Command("status", "Show nodes and links of a running instance, and what is wrong.") { Json };
        command.SetAction(RunAsync);
        HelpPage.Of(command, new HelpPage(
            "./run status [--json] [--data DIR]",
            "Shows nodes and links of a running instance, what is wrong, and the line that mends it.",
            [("Options", [Json, DataOptions.Data, DataOptions.PortBase])],
            """
            Exit codes
              0   proved
              1   not proved, or nothing runs; the reason is printed
              2   the command line was not understood

            Examples
              ./run status
              ./run status --json | jq .links
              until ./run status > /dev/null 2>&1; do sleep 1; done
            """));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var data = await DataOptions.DirectoryAsync(parsed, cancellation);
        var running = await RunningHost.FindAsync(data, cancellation);
        if ((DataOptions.GivenPortBase(parsed) ?? running?.PortBase) is not { } portBase)
            throw RunningHost.Missing(data);
        var address = RunningHost.AddressOf(portBase);
        using var client = new StatusClient(address);
        if (await client.GetTextAsync(cancellation) is not { } text || Parsed(text) is not { } status)
            throw new HostException(running is null
                ? $"Nothing answers at {address}; expected the initializer of a running instance; start one with ./run, or correct --port-base."
                : $"The initializer at {address} does not answer; expected it within {StatusClient.Patience.TotalSeconds} s; it is started again when it ended, and {new ShellLine(parsed.GetRequiredValue(DataOptions.Data)).For("logs", "initializer")} shows what it says.");

        if (parsed.GetValue(Json))
            await Console.Out.WriteLineAsync(text);
        else
            Show(status, parsed.GetRequiredValue(DataOptions.Data));
        return status.State == TopologyHealth.Proved ? 0 : 1;
    }

    static void Show(TopologyStatus status, string data)
    {
        var nothing = new Dictionary<string, NodeServerPhase>();
        var troubles = new Troubles(new ShellLine(data), () => nothing).Of(status);
        HostConsole.Create().Write(new StatusView(status, troubles, nothing));
        // The reason must be there even where nothing is wrong yet.
        if (status.State != TopologyHealth.Proved && troubles.Count == 0)
            Console.Out.WriteLine(StatusWatch.WhyNot(status));
    }

    static TopologyStatus? Parsed(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, StatusJson.Default.TopologyStatus);
        }
        catch (JsonException)
        {
            // Somebody else listens there.
            return null;
        }
    }
}
