using System.Globalization;
using CliWrap;
using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Copying;

/// <summary>
/// Copies by the server's own dump program. A table that is made first and dropped last says that what is there is half of a copy;
/// the position, with which the server knows of its transactions, comes after the last row.
/// </summary>
/// <param name="donor">The node that is copied.</param>
/// <param name="recipient">The empty one, or one with half a copy.</param>
/// <param name="programs">How dump and client are started.</param>
/// <param name="gauge">Told how far it is.</param>
sealed class DumpCopy(CopyEnd donor, CopyEnd recipient, CopyPrograms programs, CopyGauge gauge)
{
    const string Method = "dump";
    const string Mark = $"{StateSchema.Name}.copying";
    const char Separator = ',';

    /// <summary>Arguments of each client that loads.</summary>
    public static IReadOnlyList<string> Loading { get; } = ["--binary-mode", "--init-command=SET SESSION sql_log_bin = 0"];

    /// <summary>Copies.</summary>
    /// <exception cref="CopyException">It failed; what is there is deleted by the next attempt.</exception>
    public async Task RunAsync(CancellationToken token)
    {
        gauge.Note(Method, "copying");
        await recipient.ExecuteAsync("SET SESSION sql_log_bin = 0;", token);
        // A replica may be closed already; the planner closes it again when the copy has ended. It stays read-only meanwhile.
        if (await recipient.RowAsync("SHOW GLOBAL VARIABLES LIKE 'super_read_only';", token) is [_, "ON"])
            await recipient.ExecuteAsync("SET GLOBAL super_read_only = OFF;", token);
        if (!recipient.Server.IsHalfCopied || !await IsWholeAsync(token))
        {
            await BeginAsync(token);
            await LoadAsync(token);
        }

        var position = EmptyCheck.Text((await recipient.RowAsync($"SELECT position FROM {Mark};", token))![0]);
        // Where it is taken in several statements, some of them may have been all that was done.
        if (recipient.Server.Version.Family == ServerFamily.MariaDb || EmptyCheck.Text((await recipient.RowAsync($"SELECT {EmptyCheck.Known(recipient)};", token))![0]).Length == 0)
            await recipient.ExecuteAsync(recipient.Server.Dialect.TakePosition, token, ("position", position));
        if (recipient.Server.Dialect.ForgetChannels is { Length: > 0 } forget)
            await recipient.ExecuteAsync(forget, token);
        var wasReadOnly = Convert.ToBoolean((await recipient.RowAsync($"SELECT was_read_only FROM {Mark};", token))![0], CultureInfo.InvariantCulture);
        await recipient.ExecuteAsync($"FLUSH PRIVILEGES; SET GLOBAL read_only = {(wasReadOnly ? "ON" : "OFF")}; DROP TABLE {Mark};", token);
    }

    /// <summary>Whether all rows are there. What somebody else wrote meanwhile is not deleted.</summary>
    async Task<bool> IsWholeAsync(CancellationToken token)
    {
        if (await recipient.RowAsync($"SELECT position FROM {Mark};", token) is [not null])
            return true;
        var known = EmptyCheck.Text((await recipient.RowAsync($"SELECT {EmptyCheck.Known(recipient)};", token))![0]);
        return known.Length == 0 ? false
            : throw new CopyException($"{recipient.Node.Name} holds half a copy, and was written to before that was whole ({known}); expected nobody to write there; save what was written, empty {recipient.Node.Name}, and it is filled anew.");
    }

    async Task BeginAsync(CancellationToken token)
    {
        if (!recipient.Server.IsHalfCopied)
            await EmptyCheck.PassAsync(recipient, token);
        await recipient.ExecuteAsync(
            $"""
            CREATE DATABASE IF NOT EXISTS {StateSchema.Name};
            CREATE TABLE IF NOT EXISTS {Mark} (id TINYINT NOT NULL PRIMARY KEY, was_read_only BOOLEAN NOT NULL, system_tables TEXT NOT NULL, position MEDIUMTEXT NULL) ENGINE = InnoDB;
            INSERT IGNORE INTO {Mark} VALUES (1, @@global.read_only, @tables, NULL);
            """, token, ("tables", string.Join(Separator, await SystemTables.NamesAsync(recipient, token))));
        // From here on only administrators write there.
        await recipient.ExecuteAsync("SET GLOBAL read_only = ON; SET SESSION foreign_key_checks = 0;", token);
        foreach (var schema in await recipient.ColumnAsync(EmptyCheck.Schemas, token))
            await recipient.ExecuteAsync($"DROP DATABASE `{schema.Replace("`", "``", StringComparison.Ordinal)}`;", token);
    }

    async Task LoadAsync(CancellationToken token)
    {
        // Else of up to a day ago; servers that do not know it take it for a comment.
        await donor.ExecuteAsync("/*!80000 SET SESSION information_schema_stats_expiry = 0 */;", token);
        var estimate = await donor.RowAsync("SELECT SUM(data_length) FROM information_schema.tables WHERE table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema');", token);
        var total = estimate is [{ } size] ? Convert.ToInt64(size, CultureInfo.InvariantCulture) : (long?)null;
        var family = donor.Server.Version.Family;
        using var from = ClientFile.Of(donor.Login);
        using var to = ClientFile.Of(recipient.Login);
        var system = new SystemTables(donor, recipient, programs);
        var without = await system.PrepareAsync(EmptyCheck.Text((await recipient.RowAsync($"SELECT system_tables FROM {Mark};", token))![0]).Split(Separator), token);
        // They are not of the dump's moment; where they are the same before and after it, they are those of that moment too.
        var accounts = await system.ReadAsync(from, token);
        var then = "";
        var stream = new DumpStream(bytes => gauge.Note(bytes, total), async () =>
        {
            try
            {
                then = await system.ReadAsync(from, token);
            }
            catch (CopyException)
            {
                // Not the same, then.
            }
        });
        var dump = new CopyProgram(programs.DumpFor(family), from, [.. donor.Server.Dialect.DumpArguments, .. without]);
        var load = new CopyProgram(programs.LoadFor(family), to, Loading);
        var dumped = false;
        var loaded = await load.RunAsync(
            client => client.WithStandardInputPipe(PipeSource.Create(async (rows, stop) =>
                dumped = await dump.RunAsync(command => command.WithStandardOutputPipe(PipeTarget.Create((text, ending) => stream.PassAsync(text, rows, ending))), stop))),
            token);
        if (!loaded || !dumped || !stream.IsComplete || stream.Position is not { Length: > 0 } position)
        {
            var said = !dumped && dump.Complaint.Length > 0 ? dump.Complaint : load.Complaint.Length > 0 ? load.Complaint : stream.IsComplete ? "it has no position" : "it broke off";
            throw new CopyException($"The dump of {donor.Node.Name} could not be loaded into {recipient.Node.Name} ({said}); expected it to come to its end; what was loaded is deleted again, and it is tried again by itself.");
        }

        if (accounts != then)
            throw new CopyException($"Accounts of {donor.Node.Name} were changed, or could not be read, just as its dump began; expected them to stay the same for a moment; what was loaded is deleted again, and it is tried again by itself.");
        await system.LoadAsync(accounts, to, token);
        await recipient.ExecuteAsync($"UPDATE {Mark} SET position = @position;", token, ("position", position));
    }
}
