using System.Data.Common;
using System.Globalization;

namespace DualMaster.Replication.Servers;

/// <summary>
/// The schema in which state lives on the servers. Every row belongs to the master that wrote it and has its <c>server_id</c> in
/// the key, so that two masters never write the same row, whichever of them was alone for a while.
/// </summary>
static class StateSchema
{
    public const string Name = "dualmaster";

    /// <summary>May run on both masters at once: each of the statements is harmless where its object exists.</summary>
    public static SqlStatement Create { get; } = new(
        $"""
        CREATE DATABASE IF NOT EXISTS {Name};
        CREATE TABLE IF NOT EXISTS {Name}.beat (
          server_id INT UNSIGNED NOT NULL PRIMARY KEY, nonce CHAR(32) NOT NULL, sequence BIGINT NOT NULL, written_at DATETIME(6) NOT NULL) ENGINE = InnoDB;
        CREATE TABLE IF NOT EXISTS {Name}.identity (
          written_by INT UNSIGNED NOT NULL, server_uuid CHAR(36) NOT NULL, node VARCHAR(64) NOT NULL, server_id INT UNSIGNED NOT NULL,
          written_at DATETIME(6) NOT NULL, PRIMARY KEY (written_by, server_uuid)) ENGINE = InnoDB;
        CREATE TABLE IF NOT EXISTS {Name}.desired_link (
          written_by INT UNSIGNED NOT NULL, source VARCHAR(64) NOT NULL, replica VARCHAR(64) NOT NULL, paused BOOLEAN NOT NULL,
          written_at DATETIME(6) NOT NULL, PRIMARY KEY (written_by, source, replica)) ENGINE = InnoDB;
        """);

    /// <summary>What the schema holds.</summary>
    public static SqlStatement Read { get; } = new(
        $"""
        SELECT server_id, nonce, sequence, TIMESTAMPDIFF(MICROSECOND, written_at, UTC_TIMESTAMP(6)) AS age FROM {Name}.beat;
        SELECT node, server_uuid, server_id, MAX(TIMESTAMPDIFF(MICROSECOND, written_at, UTC_TIMESTAMP(6))) AS age FROM {Name}.identity GROUP BY node, server_uuid, server_id;
        SELECT source, replica, paused, written_at FROM {Name}.desired_link;
        """);

    /// <summary>The time is the origin's, and travels as a value of the row.</summary>
    public static SqlStatement WriteBeat(uint serverId, string nonce, long sequence) => new(
        $"""
        INSERT INTO {Name}.beat (server_id, nonce, sequence, written_at) VALUES (@id, @nonce, @sequence, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE nonce = @nonce, sequence = @sequence, written_at = UTC_TIMESTAMP(6);
        """,
        ("id", serverId), ("nonce", nonce), ("sequence", sequence));

    public static SqlStatement RecordIdentity(IdentityRecord record) => new(
        $"""
        INSERT INTO {Name}.identity (written_by, server_uuid, node, server_id, written_at) VALUES (@@global.server_id, @uuid, @node, @id, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE node = @node, server_id = @id, written_at = UTC_TIMESTAMP(6);
        """,
        ("uuid", record.ServerUuid), ("node", record.Node), ("id", record.ServerId));

    /// <summary>Of two orders the later one holds, so this one is later than any that is known, whatever this server's clock says.</summary>
    public static SqlStatement RecordDesiredLink(DesiredLink desired) => new(
        $"""
        INSERT INTO {Name}.desired_link (written_by, source, replica, paused, written_at)
        VALUES (@@global.server_id, @source, @replica, @paused, GREATEST(UTC_TIMESTAMP(6), @after + INTERVAL 1 MICROSECOND))
        ON DUPLICATE KEY UPDATE paused = @paused, written_at = GREATEST(UTC_TIMESTAMP(6), @after + INTERVAL 1 MICROSECOND);
        """,
        ("source", desired.Source), ("replica", desired.Replica), ("paused", desired.Paused), ("after", desired.WrittenAt));

    public static async Task<ServerState> Parse(DbDataReader reader, ServerState state, CancellationToken token)
    {
        var beats = new List<Beat>();
        while (await reader.ReadAsync(token))
            beats.Add(new Beat(Convert.ToUInt32(reader["server_id"], CultureInfo.InvariantCulture), reader.GetString(1), reader.GetInt64(2), TimeSpan.FromMicroseconds(reader.GetInt64(3))));

        await reader.NextResultAsync(token);
        var identities = new List<IdentityRecord>();
        TimeSpan? oldest = null;
        while (await reader.ReadAsync(token))
        {
            identities.Add(new IdentityRecord(reader.GetString(0), reader.GetString(1).ToLowerInvariant(), Convert.ToUInt32(reader["server_id"], CultureInfo.InvariantCulture)));
            var age = TimeSpan.FromMicroseconds(reader.GetInt64(3));
            oldest = oldest > age ? oldest : age;
        }

        await reader.NextResultAsync(token);
        var desired = new List<DesiredLink>();
        while (await reader.ReadAsync(token))
            desired.Add(new DesiredLink(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), DateTime.SpecifyKind(reader.GetDateTime(3), DateTimeKind.Utc)));

        return state with { Beats = beats, Identities = identities, StateAge = oldest, DesiredLinks = desired };
    }
}
