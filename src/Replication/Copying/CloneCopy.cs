using System.Globalization;
using DualMaster.Replication.Servers;
using MySqlConnector;

namespace DualMaster.Replication.Copying;

/// <summary>
/// Copies by the clone plugin: the recipient fetches the donor's files while that goes on serving, and restarts with them.
/// https://dev.mysql.com/doc/refman/8.4/en/clone-plugin-remote.html
/// </summary>
/// <param name="donor">The node that is copied.</param>
/// <param name="recipient">The empty one.</param>
/// <param name="account">The replication account, which logs in at the donor.</param>
/// <param name="gauge">Told how far it is.</param>
/// <param name="time">The clock.</param>
sealed class CloneCopy(CopyEnd donor, CopyEnd recipient, ReplicationAccount account, CopyGauge gauge, TimeProvider time)
{
    const string Method = "clone";

    // What a server that was killed meanwhile says of the clone is "In Progress" for ever; one that restarted with what it fetched says "Completed".
    const string Status =
        """
        SET SESSION time_zone = '+00:00';
        SELECT state, error_message, begin_time < NOW() - INTERVAL (SELECT variable_value FROM performance_schema.global_status WHERE variable_name = 'Uptime') SECOND
        FROM performance_schema.clone_status;
        """;

    // Only while files are fetched: to write them to the disk takes its time without a byte.
    const string Progress =
        """
        SELECT COALESCE(SUM(data), 0), COALESCE(SUM(estimate), 0), COALESCE(MAX(state = 'In Progress' AND stage IN ('FILE COPY', 'PAGE COPY', 'REDO COPY')), 0)
        FROM performance_schema.clone_progress;
        """;

    static readonly TimeSpan LongestStandstill = TimeSpan.FromSeconds(20);
    static readonly TimeSpan LongestCompleted = TimeSpan.FromSeconds(60);
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Copies.</summary>
    /// <returns>Whether it could: both ends have the plugin.</returns>
    /// <exception cref="CopyException">It failed, and the recipient is as empty as before.</exception>
    public async Task<bool> RunAsync(CancellationToken token)
    {
        if (!donor.Server.Dialect.HasClone || !recipient.Server.Dialect.HasClone || !await HasPluginAsync(donor, token) || !await HasPluginAsync(recipient, token))
            return false;

        gauge.Note(Method, "copying");
        // An initializer that was killed meanwhile leaves a clone that goes on by itself.
        var goesOn = await IsUnderWayAsync(recipient, token);
        if (!goesOn)
        {
            // From here on nobody but an administrator writes there; the restart takes it back.
            await recipient.ExecuteAsync("SET GLOBAL super_read_only = OFF;", token);
            await EmptyCheck.PassAsync(recipient, token);
            await GrantAsync(donor, "GRANT BACKUP_ADMIN ON *.* TO", token);
        }

        try
        {
            await (goesOn ? FollowAsync(token) : CloneAsync(token));
        }
        finally
        {
            await GrantAsync(donor, "REVOKE BACKUP_ADMIN ON *.* FROM", CancellationToken.None);
        }

        gauge.Note(Method, "restarting after the copy");
        await RestartedAsync(token);
        // The donor's channels came along: https://dev.mysql.com/doc/refman/8.4/en/clone-plugin-replication.html
        await recipient.WritableAsync(() => recipient.ExecuteAsync(recipient.Server.Dialect.ForgetChannels, token), token);
        await GrantAsync(recipient, "REVOKE BACKUP_ADMIN ON *.* FROM", token);
        return true;
    }

    static async Task<bool> HasPluginAsync(CopyEnd end, CancellationToken token)
    {
        const string Found = "SELECT 1 FROM information_schema.plugins WHERE plugin_name = 'clone' AND plugin_status = 'ACTIVE';";
        if (await end.RowAsync(Found, token) is not null)
            return true;
        try
        {
            await end.WritableAsync(() => end.ExecuteAsync("INSTALL PLUGIN clone SONAME 'mysql_clone.so';", token), token);
            return true;
        }
        catch (MySqlException refused) when (refused.ErrorCode != MySqlErrorCode.None && !refused.IsTransient)
        {
            // There is no such file, or somebody else was faster.
            return await end.RowAsync(Found, token) is not null;
        }
    }

    // Not logged: a replica would otherwise have a transaction that no master has.
    Task GrantAsync(CopyEnd end, string what, CancellationToken token) =>
        end.WritableAsync(() => end.ExecuteAsync($"SET SESSION sql_log_bin = 0; {what} @user@'%'; SET SESSION sql_log_bin = 1;", token, ("user", account.User)), token);

    async Task CloneAsync(CancellationToken token)
    {
        var address = $"{donor.Node.ReplicationHost}:{donor.Node.ReplicationPort.ToString(CultureInfo.InvariantCulture)}";
        await recipient.ExecuteAsync("SET GLOBAL clone_valid_donor_list = @address;", token, ("address", address));
        var tls = donor.Server.OffersTls ? " REQUIRE SSL" : "";
        var clone = recipient.ExecuteAsync(
            $"CLONE INSTANCE FROM '{MySqlHelper.EscapeString(account.User)}'@'{MySqlHelper.EscapeString(donor.Node.ReplicationHost)}':{donor.Node.ReplicationPort.ToString(CultureInfo.InvariantCulture)} IDENTIFIED BY @password{tls};",
            CancellationToken.None, ("password", account.Password));
        await LookOnAsync(_ => Task.FromResult(!clone.IsCompleted), clone, token);
        try
        {
            await clone;
        }
        // 3707: nobody restarts it, so it has shut down with the new data in place. Without a number: it restarts already.
        catch (MySqlException ended) when (ended.Number is 3707 or 0 or 1053 or (>= 1040 and <= 1045) or 2013 || ended.InnerException is IOException or EndOfStreamException)
        {
        }
        catch (MySqlException refused)
        {
            throw new CopyException($"{donor.Node.Name} could not be cloned to {recipient.Node.Name} ({refused.Number}: {refused.Message.Replace(account.Password, "…", StringComparison.Ordinal).TrimEnd('.')}); expected that to work; put right what the error names; it is tried again by itself.");
        }
        finally
        {
            await recipient.DisposeAsync();
        }
    }

    Task FollowAsync(CancellationToken token) => LookOnAsync(look => IsUnderWayAsync(look, token), null, token);

    static async Task<bool> IsUnderWayAsync(CopyEnd end, CancellationToken token) => await end.RowAsync(Status, token) is ["In Progress", _, var restarted] && !Is(restarted);

    static bool Is(object? value) => Convert.ToInt32(value, CultureInfo.InvariantCulture) == 1;

    async Task LookOnAsync(Func<CopyEnd, Task<bool>> goesOn, Task? until, CancellationToken token)
    {
        await using var look = recipient.Another();
        using var timer = new PeriodicTimer(LookInterval, time);
        var (last, since) = (-1L, time.GetTimestamp());
        try
        {
            while (await goesOn(look))
            {
                var (bytes, fetches) = await NoteAsync(look, token);
                if (bytes != last || !fetches)
                    (last, since) = (bytes, time.GetTimestamp());
                else if (time.GetElapsedTime(since) > LongestStandstill)
                    await GiveUpAsync(look, token);
                var tick = timer.WaitForNextTickAsync(token).AsTask();
                await Task.WhenAny(tick, until ?? tick);
                token.ThrowIfCancellationRequested();
            }
        }
        catch (MySqlException) when (!token.IsCancellationRequested)
        {
            // It restarts.
        }
    }

    async Task<(long Bytes, bool Fetches)> NoteAsync(CopyEnd look, CancellationToken token)
    {
        var row = (await look.RowAsync(Progress, token))!;
        var bytes = Convert.ToInt64(row[0], CultureInfo.InvariantCulture);
        gauge.Note(bytes, Convert.ToInt64(row[1], CultureInfo.InvariantCulture));
        return (bytes, Is(row[2]));
    }

    // It would try to go on with a donor that was restarted for five minutes, in vain. Nothing was replaced yet.
    static async Task GiveUpAsync(CopyEnd look, CancellationToken token)
    {
        foreach (var connection in await look.ColumnAsync("SELECT pid FROM performance_schema.clone_status WHERE state = 'In Progress';", token))
            await look.ExecuteAsync($"KILL {connection};", token);
    }

    /// <summary>Waits until it answers with what it fetched. Where nothing restarts it, that is when somebody does.</summary>
    async Task RestartedAsync(CancellationToken token)
    {
        using var timer = new PeriodicTimer(LookInterval / 2, time);
        long? completed = null;
        while (true)
        {
            try
            {
                var row = await recipient.RowAsync(Status, token);
                var (state, restarted) = ((string?)row?[0], Is(row?[2]));
                completed = state == "Completed" ? completed ?? time.GetTimestamp() : null;
                // It restarts at once; whose clock was set back meanwhile seems not to.
                if (completed is { } since && (restarted || time.GetElapsedTime(since) > LongestCompleted))
                {
                    await NoteAsync(recipient, token);
                    return;
                }

                if (state is not ("In Progress" or "Completed") || restarted)
                    throw Interrupted(EmptyCheck.Text(row?[1]));
            }
            // Another server than the one that was cloned to, without the plugin.
            catch (MySqlException foreign) when (foreign.ErrorCode == MySqlErrorCode.NoSuchTable)
            {
                throw Interrupted("it does not know of it any more");
            }
            catch (MySqlException away) when (away.ErrorCode != MySqlErrorCode.AccessDenied && !token.IsCancellationRequested)
            {
                completed = null;
                await recipient.DisposeAsync();
                gauge.Note(Method, $"waiting for {recipient.Node.Name} to restart after the copy (start it, where nothing does that)");
            }

            await timer.WaitForNextTickAsync(token);
        }
    }

    CopyException Interrupted(string reason) =>
        new($"The clone of {donor.Node.Name} to {recipient.Node.Name} was interrupted{(reason.Length > 0 ? $" ({reason.TrimEnd('.')})" : "")}; expected it to come to its end; {recipient.Node.Name} is empty as before, and it is tried again by itself.");
}
