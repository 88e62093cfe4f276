using System.CommandLine;
using System.CommandLine.Parsing;

namespace DualMaster.ProcessHost;

/// <summary>The command line.</summary>
static class HostCommand
{
    const int DefaultPortBase = 5500;

    static readonly Option<bool> Once = new("--once") { Description = "Start, prove, print the tables and stop; the exit code is 0 only when all links were proved within 180 s." };

    static readonly Option<string> Data = new("--data")
    {
        Description = "Directory of the servers' configuration, logs, data and passwords.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".dualmaster",
    };

    static readonly Option<int> PortBase = new("--port-base")
    {
        Description = "Node N listens on 127.0.0.1, port N + this; the initializer on this port itself; the dashboard on this + 9, its telemetry on this + 8.",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultPortBase,
        Validators = { RefusePortsOutOfRange },
    };

    static readonly Option<string?> Mysqld = new("--mysqld")
    {
        Description = "The mysqld to run, MySQL 8.4 or later. Without it: DUALMASTER_MYSQLD, PATH, the usual places, then one obtained from Debian's packages into a cache.",
        HelpName = "PATH",
    };

    static readonly Option<bool> Fresh = new("--fresh") { Description = "Delete the servers' data first, after asking." };

    static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask." };

    static readonly Option<bool> Dashboard = new("--dashboard")
    {
        Description = "Start the Aspire dashboard with --once too, and whatever OTEL_EXPORTER_OTLP_ENDPOINT says. It comes from the machine's aspire 13.5, else with npm into the cache.",
    };

    static readonly Option<bool> NoDashboard = new("--no-dashboard") { Description = "Do not start the Aspire dashboard.", Validators = { RefuseBothWays } };

    // The script 'run' passes everything on, also what it has chosen the host by.
    static readonly Option<bool> Processes = new("--processes") { Description = "Use this host even where the Aspire AppHost could run." };

    /// <summary>Parses and runs.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="run">Runs the host.</param>
    /// <returns>The exit code: 0 as wished, 1 it could not be done, 2 it was not understood.</returns>
    public static async Task<int> InvokeAsync(string[] arguments, Func<HostOptions, Task<int>> run)
    {
        var command = new RootCommand(
            """
            Starts four MySQL servers of this machine as two masters of each other with a replica each,
            wires them, proves that the wiring works, and keeps it working until Ctrl+C.
            The data stays: the next start finds everything as it was.

            Root's password is in the file root-password of the data directory, made at the first start
            or taken from MYSQL_ROOT_PASSWORD then. GET /status on the initializer's port says what it knows.
            """) { Once, Data, PortBase, Mysqld, Fresh, Yes, Dashboard, NoDashboard, Processes };
        command.SetAction(parsed => run(new HostOptions(
            parsed.GetRequiredValue(Data), parsed.GetValue(PortBase), parsed.GetValue(Mysqld), parsed.GetValue(Once), parsed.GetValue(Fresh), parsed.GetValue(Yes),
            parsed.GetValue(NoDashboard) ? false : parsed.GetValue(Dashboard) ? true : null)));

        var parsed = command.Parse(arguments);
        // A validator's own sentence says more than the one of the conversion that failed as well.
        if (parsed.Errors is [.., var error])
        {
            await Console.Error.WriteLineAsync($"{error.Message.TrimEnd('.')}; --help lists what can be asked for.");
            return 2;
        }

        // Signals are this program's own business: stopping servers takes longer than the library's patience.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    static void RefuseBothWays(OptionResult result)
    {
        if (result.GetValue(NoDashboard) && result.GetValue(Dashboard))
            result.AddError("--dashboard and --no-dashboard are both there; expected one of them");
    }

    static void RefusePortsOutOfRange(OptionResult result)
    {
        if (result.Tokens is [var token, ..] && !(int.TryParse(token.Value, out var port) && port is >= 1024 and <= 65000))
            result.AddError($"--port-base is {token.Value}; expected 1024 to 65000");
    }
}
