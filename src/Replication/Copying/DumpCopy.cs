using System.Diagnostics;
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

    // An initializer that lost the nodes for a while, and wakes up when another one has begun the same copy, must not mix its own into that.
    const string LoadLock = $"{StateSchema.Name}.copying.load";
    const string StepLock = $"{StateSchema.Name}.copying.step";

    static readonly TimeSpan LongestLock = TimeSpan.FromSeconds(20);
    static readonly TimeSpan LongestStandstill = TimeSpan.FromMinutes(2);

    readonly string attempt = Guid.NewGuid().ToString();

    /// <summary>Arguments of each client that loads.</summary>
    public static IReadOnlyList<string> Loading { get; } = ["--binary-mode", "--skip-reconnect", $"--init-command=SET SESSION sql_log_bin = 0, @loading = GET_LOCK('{LoadLock}', 10)"];

    /// <summary>Copies.</summary>
    /// <exception cref="CopyException">It failed; what is there is deleted by the next attempt.</exception>
    public async Task RunAsync(CancellationToken token)
    {
        gauge.Note(Method, "copying");
        await recipient.ExecuteAsync("SET SESSION sql_log_bin = 0;", token);
        // A replica may be closed already; the planner closes it again when the copy has ended. It stays read-only meanwhile.
        if (await recipient.RowAsync("SHOW GLOBAL VARIABLES LIKE 'super_read_only';", token) is [_, "ON"])
            await recipient.ExecuteAsync("SET GLOBAL super_read_only = OFF;", token);
        if (!recipient.Server.IsHalfCopied || await PositionAsync(token) is null)
        {
            await AloneAsync(() => BeginAsync(token), token);
            await LoadAsync(token);
        }

        await AloneAsync(() => EndAsync(token), token);
    }

    async Task AloneAsync(Func<Task> step, CancellationToken token)
    {
        if (await recipient.RowAsync($"SELECT GET_LOCK('{StepLock}', 5);", token) is not [var got] || Convert.ToInt32(got, CultureInfo.InvariantCulture) != 1)
            throw new CopyException($"Another initializer is about to copy to {recipient.Node.Name}; expected to be the only one; stop one of them; it is tried again by itself.");
        // One that freezes here holds up the others no longer than that.
        await recipient.ExecuteAsync("SET SESSION wait_timeout = 60;", token);
        await step();
        await recipient.ExecuteAsync($"DO RELEASE_LOCK('{StepLock}'); SET SESSION wait_timeout = {CopyEnd.LongestWait};", token);
    }

    async Task<string?> PositionAsync(CancellationToken token) => (string?)(await recipient.RowAsync($"SELECT position FROM {Mark};", token))![0];

    async Task BeginAsync(CancellationToken token)
    {
        var wasReadOnly = Convert.ToInt32((await recipient.RowAsync("SELECT @@global.read_only;", token))![0], CultureInfo.InvariantCulture);
        if (recipient.Server.IsHalfCopied)
        {
            // It may have been restarted.
            await recipient.ExecuteAsync("SET GLOBAL read_only = ON;", token);
            CopiedPosition.ShouldBeUntouched(await KnownAsync(token), recipient.Node.Name);
        }
        else
        {
            await EmptyCheck.PassAsync(recipient, token);
        }

        await recipient.ExecuteAsync(
            $"""
            CREATE DATABASE IF NOT EXISTS {StateSchema.Name};
            CREATE TABLE IF NOT EXISTS {Mark} (id TINYINT NOT NULL PRIMARY KEY, attempt CHAR(36) NOT NULL, was_read_only BOOLEAN NOT NULL, system_tables TEXT NOT NULL, position MEDIUMTEXT NULL) ENGINE = InnoDB;
            INSERT IGNORE INTO {Mark} VALUES (1, '', @read_only, @tables, NULL);
            UPDATE {Mark} SET attempt = @attempt;
            SET SESSION foreign_key_checks = 0;
            """, token, ("read_only", wasReadOnly), ("attempt", attempt), ("tables", string.Join(Separator, await SystemTables.NamesAsync(recipient, token))));
        if (await recipient.RowAsync($"SELECT IS_USED_LOCK('{LoadLock}');", token) is [{ } former])
            await recipient.ExecuteAsync($"KILL {Convert.ToString(former, CultureInfo.InvariantCulture)};", token);
        foreach (var schema in await recipient.ColumnAsync(EmptyCheck.Schemas, token))
            await recipient.ExecuteAsync($"DROP DATABASE `{schema.Replace("`", "``", StringComparison.Ordinal)}`;", token);
    }

    async Task<(string Logged, string Applied)> KnownAsync(CancellationToken token) =>
        (await recipient.RowAsync($"SELECT {EmptyCheck.Known(recipient)};", token))!.Select(EmptyCheck.Text).ToArray() is [var logged, var applied] ? (logged, applied) : default;

    async Task EndAsync(CancellationToken token)
    {
        var position = (await PositionAsync(token))!;
        // Where it is taken in several statements, some of them may have been all that was done.
        if (!CopiedPosition.IsTaken(await KnownAsync(token), position, recipient.Server.Version.Family, recipient.Node.Name))
            await recipient.ExecuteAsync(recipient.Server.Dialect.TakePosition, token, ("position", position));
        if (recipient.Server.Dialect.ForgetChannels is { Length: > 0 } forget)
            await recipient.ExecuteAsync(forget, token);
        var wasReadOnly = Convert.ToBoolean((await recipient.RowAsync($"SELECT was_read_only FROM {Mark};", token))![0], CultureInfo.InvariantCulture);
        // What is written from then on is written to a whole copy.
        await recipient.ExecuteAsync($"FLUSH PRIVILEGES; DROP TABLE {Mark}; SET GLOBAL read_only = {(wasReadOnly ? "ON" : "OFF")};", token);
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
        var (isLocked, then) = (false, "");
        var stream = new DumpStream(bytes => gauge.Note(bytes, total), async () =>
        {
            isLocked = true;
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
        using var standstill = CancellationTokenSource.CreateLinkedTokenSource(token);
        var watch = WatchAsync(() => isLocked, standstill);
        var loaded = false;
        try
        {
            loaded = await load.RunAsync(
                client => client.WithStandardInputPipe(PipeSource.Create(async (rows, stop) =>
                    dumped = await dump.RunAsync(command => command.WithStandardOutputPipe(PipeTarget.Create((text, ending) => stream.PassAsync(text, rows, ending))), stop))),
                standstill.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new CopyException(!isLocked
                ? $"{donor.Node.Name} could not be dumped for {recipient.Node.Name}, because it was not to be locked within {LongestLock.TotalSeconds} s; expected no statement there to take longer than that; end the one that does (SHOW PROCESSLIST), or wait; it is tried again by itself."
                : $"The dump of {donor.Node.Name} for {recipient.Node.Name} stood still for {LongestStandstill.TotalSeconds} s; expected it to go on; see what holds it up there (SHOW PROCESSLIST); what was loaded is deleted again, and it is tried again by itself.");
        }
        finally
        {
            await standstill.CancelAsync();
            await watch;
        }

        if (!loaded || !dumped || !stream.IsComplete || stream.Position is not { Length: > 0 } position)
        {
            var said = !dumped && dump.Complaint.Length > 0 ? dump.Complaint : load.Complaint.Length > 0 ? load.Complaint : stream.IsComplete ? "it has no position" : "it broke off";
            throw new CopyException($"The dump of {donor.Node.Name} could not be loaded into {recipient.Node.Name} ({said}); expected it to come to its end; what was loaded is deleted again, and it is tried again by itself.");
        }

        if (accounts != then)
            throw new CopyException($"Accounts of {donor.Node.Name} were changed, or could not be read, just as its dump began; expected them to stay the same for a moment; what was loaded is deleted again, and it is tried again by itself.");
        await AloneAsync(
            async () =>
            {
                if (await recipient.RowAsync($"SELECT 1 FROM {Mark} WHERE attempt = @attempt;", token, ("attempt", attempt)) is null)
                    throw new CopyException($"Another initializer has begun to copy to {recipient.Node.Name} anew; expected to be the only one; stop one of them; it is tried again by itself.");
                await system.LoadAsync(accounts, to, token);
                await recipient.ExecuteAsync($"UPDATE {Mark} SET position = @position;", token, ("position", position));
            },
            token);
    }

    /// <summary>Ends a dump that waits for its donor's lock, behind which everybody waits who writes, or that stands still.</summary>
    async Task WatchAsync(Func<bool> isLocked, CancellationTokenSource standstill)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var (last, since) = (-1L, Stopwatch.GetTimestamp());
        try
        {
            while (await timer.WaitForNextTickAsync(standstill.Token))
            {
                var (bytes, locked) = (gauge.Now.Bytes, isLocked());
                if (locked && bytes != last)
                    (last, since) = (bytes, Stopwatch.GetTimestamp());
                else if (Stopwatch.GetElapsedTime(since) > (locked ? LongestStandstill : LongestLock))
                    await standstill.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // That was asked for.
        }
    }
}
