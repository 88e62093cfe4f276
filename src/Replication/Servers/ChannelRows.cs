using System.Data.Common;
using System.Globalization;

namespace DualMaster.Replication.Servers;

/// <summary>Reads what servers say of their channels. Old servers and MariaDB say <c>Master</c> and <c>Slave</c> where others say <c>Source</c> and <c>Replica</c>.</summary>
/// <param name="saysMaster">Whether this one does.</param>
sealed class ChannelRows(bool saysMaster)
{
    /// <summary>Reads all rows of a status: one channel each.</summary>
    /// <param name="reader">At that result; it is left there.</param>
    /// <param name="name">Column of the channel's name; null where there is only one channel.</param>
    /// <param name="more">Adds what only this family says.</param>
    /// <param name="token">Ends the reading.</param>
    public async Task<Dictionary<string, ChannelState>> ReadAsync(
        DbDataReader reader, string? name, Func<DbDataReader, ChannelState, ChannelState> more, CancellationToken token)
    {
        var channels = new Dictionary<string, ChannelState>(StringComparer.Ordinal);
        while (await reader.ReadAsync(token))
        {
            var channel = more(reader, Channel(reader, name is null ? "" : Text(reader, name)));
            channels[channel.Name] = channel;
        }

        return channels;
    }

    ChannelState Channel(DbDataReader row, string name) => new()
    {
        Name = name,
        Io = Thread(Text(row, "Replica_IO_Running")),
        Sql = Thread(Text(row, "Replica_SQL_Running")),
        IoError = Error(row, "Last_IO_Errno", "Last_IO_Error"),
        SqlError = Error(row, "Last_SQL_Errno", "Last_SQL_Error"),
        ReadPosition = $"{Text(row, "Source_Log_File")}:{Text(row, "Read_Source_Log_Pos")}",
        Applied = new LogPosition(Text(row, "Relay_Source_Log_File"), Convert.ToInt64(row[Column("Exec_Source_Log_Pos")], CultureInfo.InvariantCulture)),
        SecondsBehind = row[Column("Seconds_Behind_Source")] is DBNull ? null : Convert.ToInt64(row[Column("Seconds_Behind_Source")], CultureInfo.InvariantCulture),
        Target = new ChannelTarget(
            Text(row, "Source_Host"),
            Convert.ToInt32(row[Column("Source_Port")], CultureInfo.InvariantCulture),
            Text(row, "Source_User"),
            AutoPosition: false,
            Text(row, "Source_SSL_Allowed") == "Yes",
            Seconds(row, "Connect_Retry"),
            RetryCount: 0,
            HeartbeatPeriod: TimeSpan.Zero,
            Seconds(row, "SQL_Delay")),
    };

    string Text(DbDataReader row, string column) => Convert.ToString(row[Column(column)], CultureInfo.InvariantCulture) ?? "";

    string Column(string name) => saysMaster
        ? name.Replace("Source", "Master", StringComparison.Ordinal).Replace("Replica", "Slave", StringComparison.Ordinal)
        : name;

    static ReplicaThreadState Thread(string text) => text switch
    {
        "Yes" => ReplicaThreadState.Running,
        // MariaDB is preparing before it connects.
        "Connecting" or "Preparing" => ReplicaThreadState.Connecting,
        _ => ReplicaThreadState.Stopped,
    };

    public static ReplicationError? Error(DbDataReader row, string number, string text) =>
        Convert.ToInt32(row[number], CultureInfo.InvariantCulture) is var found && found != 0
            ? ReplicationErrors.Of(found, Convert.ToString(row[text], CultureInfo.InvariantCulture) ?? "") : null;

    static TimeSpan Seconds(DbDataReader row, string column) =>
        TimeSpan.FromSeconds(Convert.ToInt64(row[column], CultureInfo.InvariantCulture));
}
