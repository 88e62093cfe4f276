using System.CommandLine;
using System.CommandLine.Parsing;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary>The command line.</summary>
static class HostCommand
{
    static readonly Option<bool> Once = new("--once") { Description = "Start, prove, print the tables and stop; the exit code is 0 only when all links were proved within 180 s (not counting the time in which a node is copied to)." };

    static readonly Option<string?> Server = new("--server", "--mysqld")
    {
        Description = "mysql (8.4 or later), mysql-5.6, mariadb, or the path of a server. A name is looked for on PATH and in the usual places, else obtained into a cache. Without it: DUALMASTER_MYSQLD, the one that the data is of, mysql.",
        HelpName = "NAME|PATH",
    };

    static readonly Option<Positioning> Positions = new("--positioning")
    {
        Description = "How links begin: by Gtid (the default), or by FilePosition as servers without GTIDs do.",
        HelpName = "Gtid|FilePosition",
        Validators = { RefuseOtherPositionings },
    };

    static readonly Option<bool> Fresh = new("--fresh") { Description = "Delete the servers' data first, after asking." };

    static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask." };

    static readonly Option<bool> Dashboard = new("--dashboard")
    {
        Description = "Start the Aspire dashboard with --once too, and whatever OTEL_EXPORTER_OTLP_ENDPOINT says. It comes from the machine's aspire 13.5, else with npm into the cache.",
    };

    static readonly Option<bool> NoDashboard = new("--no-dashboard") { Description = "Do not start the Aspire dashboard.", Validators = { RefuseBothWays } };

    // The script 'run' passes everything on, also what it has chosen the host by.
    static readonly Option<bool> Processes = new("--processes") { Description = "Use this host even where the Aspire AppHost could run; --containers the other way round." };

    /// <summary>Parses and runs.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="run">Runs the host.</param>
    /// <returns>The exit code: 0 as wished, 1 it could not be done, 2 it was not understood.</returns>
    public static async Task<int> InvokeAsync(string[] arguments, Func<HostOptions, Task<int>> run)
    {
        var command = new RootCommand
        {
            Once, DataOptions.Data, DataOptions.PortBase, Server, Positions, Fresh, Yes, Dashboard, NoDashboard, Processes,
            StatusCommand.Create(), MysqlCommand.Create(), LogsCommand.Create(), RotateCommand.Create(), StopCommand.Create(),
        };
        HelpPage.Of(command, Help(command));
        command.SetAction(parsed => run(new HostOptions(
            parsed.GetRequiredValue(DataOptions.Data), parsed.GetValue(DataOptions.PortBase), parsed.GetValue(Server), parsed.GetValue(Positions), parsed.GetValue(Once), parsed.GetValue(Fresh), parsed.GetValue(Yes),
            parsed.GetValue(NoDashboard) ? false : parsed.GetValue(Dashboard) ? true : null)));

        var parsed = command.Parse(arguments);
        // A validator's own sentence says more than the one of the conversion that failed as well.
        if (parsed.Errors is [.., var error] && parsed.Action is not HelpPage)
        {
            await Console.Error.WriteLineAsync($"{error.Message.TrimEnd('.')}; --help lists what can be asked for.");
            return 2;
        }

        // Signals are this program's own business: stopping servers takes longer than the library's patience.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    static HelpPage Help(RootCommand command) => new(
        "./run [OPTIONS]\n  ./run COMMAND [OPTIONS]",
        """
        Starts four MySQL or MariaDB servers of this machine as two masters of each other with a replica each, wires
        them, proves that the wiring works, and keeps it working until Ctrl+C. The data stays: the next
        start finds everything as it was. In a terminal a table shows what is, and what is wrong.
        """,
        [
            ("How it runs", [Once, Processes]),
            ("Where", [DataOptions.Data, DataOptions.PortBase]),
            ("Which server", [Server, Positions]),
            ("The Aspire dashboard", [Dashboard, NoDashboard]),
            ("Anew", [Fresh, Yes]),
        ],
        $"""
        Commands, for what runs already (./run COMMAND --help tells more)
        {string.Join('\n', command.Subcommands.Select(sub => $"  {sub.Name,-18}{sub.Description}"))}

        Examples
          ./run                             everything, until Ctrl+C
          ./run --once                      for CI: exit code 0 only when proved
          ./run --data /tmp/b --port-base 6500
                                            a second instance beside the first
          ./run --fresh                     begin anew
          ./run mysql node1                 in another terminal: a client session

        Servers
          Run for real: MySQL 9.7.4 and 5.6.24, MariaDB 10.11.19, by GTIDs and by file and position.
          Not run here, by the grammar of their manuals: MySQL 5.7, 8.0, 8.4 and the other 9.x,
          MariaDB 10.6, 11.4, 11.8. Older ones are refused.

        Exit codes
          0   as wished: proved with --once, stopped by Ctrl+C after the proof without it
          1   it could not be done; one sentence says what was found, what was expected, what to do
          2   the command line was not understood
          129, 130, 143   stopped by SIGHUP, Ctrl+C or SIGTERM before the proof

        Files, in the data directory
          root-password         root's, made at the first start; only you can read it
          command-key           for commands over HTTP (README.md); likewise
          NODE/conf, NODE/data  a server's configuration and data
          NODE/logs/mysqld.log, initializer.log, host.log, dashboard.log
                                logs; those of the five runs before end with .1 to .5

        Environment
          MYSQL_ROOT_PASSWORD   root's password, looked at before the first start only
          DUALMASTER_MYSQLD     the server to run, by name or path, when --server does not name one
          DUALMASTER_CACHE      where an obtained server is kept; else /var/cache/dualmaster for root,
                                ~/.cache/dualmaster for others
          OTEL_EXPORTER_OTLP_ENDPOINT
                                where telemetry goes instead of a dashboard
          NO_COLOR              no colours; TERM=dumb: no live table either
        """);

    static void RefuseOtherPositionings(OptionResult result)
    {
        if (result.Tokens is [var token, ..] && !Enum.GetNames<Positioning>().Contains(token.Value, StringComparer.OrdinalIgnoreCase))
            result.AddError($"--positioning is {token.Value}; expected {string.Join(" or ", Enum.GetNames<Positioning>())}");
    }

    static void RefuseBothWays(OptionResult result)
    {
        if (result.GetValue(NoDashboard) && result.GetValue(Dashboard))
            result.AddError("--dashboard and --no-dashboard are both there; expected one of them");
    }
}
