using System.Text;
using CliWrap;
using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Copying;

/// <summary>
/// What a dump takes of the schema <c>mysql</c>: accounts, with what they may do, and the like, row by row into the tables that are
/// there. Were those dropped and made anew, as in a dump of everything, a recipient that is killed in between would never start again.
/// </summary>
/// <param name="donor">The node that is copied.</param>
/// <param name="recipient">The empty one.</param>
/// <param name="programs">How dump and client are started.</param>
sealed class SystemTables(CopyEnd donor, CopyEnd recipient, CopyPrograms programs)
{
    const string Schema = "mysql";
    const string Named = $"SELECT table_name FROM information_schema.tables WHERE table_schema = '{Schema}'";

    const string Users = "SELECT CONCAT('USER ', QUOTE(user), '@', QUOTE(host)) FROM mysql.user;";
    const string UsersAndRoles = "SELECT IF(is_role = 'Y', CONCAT('ROLE ', QUOTE(user)), CONCAT('USER ', QUOTE(user), '@', QUOTE(host))) FROM mysql.user;";

    // What accounts may do, without the accounts themselves.
    static readonly HashSet<string> Privileges = new(StringComparer.OrdinalIgnoreCase)
    {
        "db", "tables_priv", "columns_priv", "procs_priv", "proxies_priv", "roles_mapping", "role_edges", "default_roles", "global_grants", "password_history",
    };

    // What belongs to the data, not to the installation. Each series has some of them.
    static readonly HashSet<string> Copied = new(
        [.. Privileges, "user", "global_priv", "servers", "func", "time_zone", "time_zone_leap_second", "time_zone_name", "time_zone_transition", "time_zone_transition_type"],
        StringComparer.OrdinalIgnoreCase);

    static readonly string[] Rows =
        ["--no-create-info", "--replace", "--complete-insert", "--hex-blob", "--order-by-primary", "--skip-add-locks", "--skip-disable-keys", "--skip-triggers", "--single-transaction", "--skip-dump-date"];

    IReadOnlyList<string> copied = [];
    IReadOnlyList<string>? users;

    /// <summary>Looks which there are.</summary>
    /// <param name="own">Those that a new server has: <see cref="NamesAsync"/> of the recipient while it was empty.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Arguments with which a dump of everything leaves them out.</returns>
    public async Task<IReadOnlyList<string>> PrepareAsync(IReadOnlyList<string> own, CancellationToken token)
    {
        // A view stands for a table that is copied itself.
        copied = [.. (await donor.ColumnAsync($"{Named} AND table_type = 'BASE TABLE' ORDER BY table_name;", token)).Where(Copied.Contains).Intersect(own, StringComparer.OrdinalIgnoreCase)];
        return [.. own.Select(table => $"--ignore-table={Schema}.{table}")];
    }

    /// <summary>The tables in the schema of a server.</summary>
    public static Task<IReadOnlyList<string>> NamesAsync(CopyEnd end, CancellationToken token) => end.ColumnAsync($"{Named};", token);

    /// <summary>Reads them from the donor.</summary>
    /// <param name="login">The donor's.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Statements; the same as long as nothing was changed.</returns>
    /// <exception cref="CopyException">They could not be read.</exception>
    public async Task<string> ReadAsync(ClientFile login, CancellationToken token)
    {
        using var read = new MemoryStream();
        var dump = new CopyProgram(programs.DumpFor(donor.Server.Version.Family), login, [.. donor.Server.Dialect.TableDumpArguments, .. Rows, Schema, .. copied]);
        if (!await dump.RunAsync(command => command.WithStandardOutputPipe(PipeTarget.ToStream(read)), token))
            throw new CopyException($"The accounts of {donor.Node.Name} could not be read ({dump.Complaint}); expected a dump of some tables of the schema {Schema}; put right what the error names; it is tried again by itself.");
        // Of between the first reading and the next: what the donor drops later comes over the link, and has to be there to be dropped.
        users ??= await UsersAsync(donor, token);
        return Encoding.Latin1.GetString(read.ToArray());
    }

    /// <summary>Puts them into the recipient's, and takes out accounts and privileges that only that had.</summary>
    /// <param name="statements">What was read.</param>
    /// <param name="login">The recipient's.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="CopyException">They could not be loaded.</exception>
    public async Task LoadAsync(string statements, ClientFile login, CancellationToken token)
    {
        var load = new CopyProgram(programs.LoadFor(donor.Server.Version.Family), login, [.. DumpCopy.Loading, Schema]);
        // In one transaction, where the tables know such.
        var all = $"SET autocommit = 0;\n{string.Concat(copied.Where(Privileges.Contains).Select(table => $"DELETE FROM `{table}`;\n"))}{statements}\nCOMMIT;\n";
        if (!await load.RunAsync(command => command.WithStandardInputPipe(PipeSource.FromBytes(Encoding.Latin1.GetBytes(all))), token))
            throw new CopyException($"The accounts of {donor.Node.Name} could not be loaded into {recipient.Node.Name} ({load.Complaint}); expected its tables of the schema {Schema} to take them; put right what the error names; it is tried again by itself.");
        await recipient.ExecuteAsync("FLUSH PRIVILEGES;", token);
        foreach (var user in (await UsersAsync(recipient, token)).Except(users!, StringComparer.Ordinal))
            await recipient.ExecuteAsync($"SET SESSION sql_log_bin = 0; DROP {user};", token);
    }

    // A role of MySQL is a user.
    static Task<IReadOnlyList<string>> UsersAsync(CopyEnd end, CancellationToken token) =>
        end.ColumnAsync(end.Server.Version.Family == ServerFamily.MariaDb ? UsersAndRoles : Users, token);
}
