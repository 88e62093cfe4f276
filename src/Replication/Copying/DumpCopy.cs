using System.ComponentModel;
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
            CREATE TABLE IF NOT EXISTS {Mark} (id TINYINT NOT NULL PRIMARY KEY, was_read_only BOOLEAN NOT NULL, position MEDIUMTEXT NULL) ENGINE = InnoDB;
            INSERT IGNORE INTO {Mark} VALUES (1, @@global.read_only, NULL);
            """, token);
        // From here on only administrators write there.
        await recipient.ExecuteAsync("SET GLOBAL read_only = ON; SET SESSION foreign_key_checks = 0;", token);
        foreach (var schema in await recipient.ColumnAsync(EmptyCheck.Schemas, token))
            await recipient.ExecuteAsync($"DROP DATABASE `{schema.Replace("`", "``", StringComparison.Ordinal)}`;", token);
    }

    async Task LoadAsync(CancellationToken token)
    {
        var estimate = await donor.RowAsync("SELECT SUM(data_length) FROM information_schema.tables WHERE table_schema NOT IN ('performance_schema', 'information_schema');", token);
        var total = estimate is [{ } size] ? Convert.ToInt64(size, CultureInfo.InvariantCulture) : (long?)null;
        var stream = new DumpStream(bytes => gauge.Note(bytes, total));
        using var from = ClientFile.Of(donor.Login);
        using var to = ClientFile.Of(recipient.Login);
        string dumpSays = "", loadSays = "";
        var family = donor.Server.Version.Family;
        var dump = Program(programs.DumpFor(family), [$"--defaults-file={from.Path}", .. donor.Server.Dialect.DumpArguments], line => dumpSays = line);
        var load = Program(programs.LoadFor(family), [$"--defaults-file={to.Path}", "--binary-mode", "--init-command=SET SESSION sql_log_bin = 0"], line => loadSays = line);
        var dumped = -1;
        var loaded = await RunAsync(load.WithStandardInputPipe(PipeSource.Create(async (rows, stop) =>
            dumped = (await RunAsync(dump.WithStandardOutputPipe(PipeTarget.Create((text, ending) => stream.PassAsync(text, rows, ending))), stop)).ExitCode)), token);
        if (!loaded.IsSuccess || dumped != 0 || !stream.IsComplete || stream.Position is not { Length: > 0 } position)
        {
            var said = dumped != 0 && dumpSays.Length > 0 ? dumpSays : loadSays.Length > 0 ? loadSays : stream.IsComplete ? "it has no position" : "it broke off";
            throw new CopyException($"The dump of {donor.Node.Name} could not be loaded into {recipient.Node.Name} ({said.Trim().TrimEnd('.')}); expected it to come to its end; what was loaded is deleted again, and it is tried again by itself.");
        }

        await recipient.ExecuteAsync($"UPDATE {Mark} SET position = @position;", token, ("position", position));
    }

    static Command Program(IReadOnlyList<string> words, string[] arguments, Action<string> told) => Cli.Wrap(words[0])
        .WithArguments([.. words.Skip(1), .. arguments])
        // Read in spite of the option file, and what it says would win.
        .WithEnvironmentVariables(variables => variables.Set("MYSQL_TEST_LOGIN_FILE", "/dev/null"))
        .WithStandardErrorPipe(PipeTarget.ToDelegate(line =>
        {
            if (!line.Contains("[Warning]", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Warning:", StringComparison.Ordinal) && line.Length > 0)
                told(line);
        }))
        .WithValidation(CommandResultValidation.None);

    async Task<CommandResult> RunAsync(Command command, CancellationToken token)
    {
        try
        {
            return await command.ExecuteAsync(token);
        }
        catch (Win32Exception missing)
        {
            throw new CopyException($"{donor.Node.Name} is to be copied to {recipient.Node.Name} by a dump, because not both have the clone plugin, and {command.TargetFilePath} cannot be started ({(missing.InnerException ?? missing).Message.TrimEnd('.')}); expected the server's own dump program and client; install them beside the initializer, or name them by Topology:DumpCommand and Topology:LoadCommand.");
        }
    }
}
