using System.CommandLine;
using System.Globalization;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary><c>./run logs</c>: becomes 'tail' on a log.</summary>
static class LogsCommand
{
    static readonly IReadOnlyList<string> Names = [.. DefaultTopology.OnLoopback(1).Nodes.Select(node => node.Name), "initializer", "host", "dashboard"];

    static readonly Argument<string> Whose = new("log")
    {
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var token, ..] && !Names.Contains(token.Value))
                    result.AddError($"There is no log of '{token.Value}'; expected one of {string.Join(", ", Names)}");
            },
        },
    };

    static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Go on until Ctrl+C, also when a new run begins a new log." };

    static readonly Option<int> Lines = new("--lines", "-n")
    {
        Description = "How many of the last lines. Default: 50.",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var token, ..] && !(int.TryParse(token.Value, out var lines) && lines >= 0))
                    result.AddError($"--lines is {token.Value}; expected a number from 0 on");
            },
        },
    };

    public static Command Create()
    {
        var command = new Command("logs", "Show the log of a server, the initializer, the host or the dashboard.") { Whose, Follow, Lines };
        command.SetAction(RunAsync);
        HelpPage.Of(command, new HelpPage(
            "./run logs NAME [-f] [-n N] [--data DIR]",
            $"Shows a log's last lines: {string.Join(", ", Names)}. Whether anything runs does not matter.",
            [("Options", [Follow, Lines, DataOptions.Data])],
            """
            Files, in the data directory; those of the five runs before end with .1 to .5
              NODE/logs/mysqld.log   what the server says
              initializer.log        what was observed, changed, refused
              host.log               what ./run said, dated
              dashboard.log          what the dashboard complains of; else it is empty

            Examples
              ./run logs node1
              ./run logs initializer -f -n 0
            """));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var log = (await DataOptions.DirectoryAsync(parsed, cancellation)).Log(parsed.GetRequiredValue(Whose));
        if (!File.Exists(log))
            throw new HostException($"There is no log {log}; expected one of a run on that data; start one with ./run, or correct --data.");
        var tail = ProgramPath.Find("tail") ?? throw new HostException($"There is no program 'tail' on PATH; expected it to show {log}; read the file as you like.");

        // -F, not -f: it goes on with the new file when the log is moved aside.
        string[] follow = parsed.GetValue(Follow) ? ["-F"] : [];
        Posix.Become(tail, ["-n", parsed.GetValue(Lines).ToString(CultureInfo.InvariantCulture), .. follow, log], new Dictionary<string, string>());
        return 1;
    }
}
