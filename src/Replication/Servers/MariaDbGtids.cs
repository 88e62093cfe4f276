using System.Globalization;

namespace DualMaster.Replication.Servers;

/// <summary>
/// MariaDB's GTIDs (<c>domain-server-sequence</c>). Every server of a topology has a domain of its own, with the number of its
/// <c>server_id</c>, and with <c>gtid_strict_mode</c> a domain is one stream without holes: who has a number of it has all before.
/// https://mariadb.com/docs/server/ha-and-performance/standard-replication/gtid
/// </summary>
static class MariaDbGtids
{
    /// <summary>Stands for a server, which has no uuid there.</summary>
    public static string Identity(uint serverId) => $"domain {serverId.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The domain of such a server, and its <c>server_id</c>.</summary>
    public static string Domain(string identity) => identity[(identity.LastIndexOf(' ') + 1)..];

    /// <summary>Reads a position.</summary>
    /// <param name="text">One GTID a domain, for example <c>1-1-100,3-3-50</c>; empty for none.</param>
    /// <exception cref="FormatException">The text is none.</exception>
    public static GtidSet Parse(string text) => GtidSet.UpTo(Positions(text));

    /// <summary>
    /// What a server has. Of its own domain only what it logged counts: when its data was emptied, its own old events come back to
    /// it, are skipped for their <c>server_id</c>, and still move its <c>gtid_slave_pos</c>.
    /// </summary>
    /// <param name="logged"><c>gtid_binlog_pos</c>.</param>
    /// <param name="applied"><c>gtid_slave_pos</c>.</param>
    /// <param name="serverId">Its <c>server_id</c>.</param>
    public static GtidSet Executed(string logged, string applied, uint serverId) =>
        GtidSet.UpTo([.. Positions(logged), .. Positions(applied).Where(position => position.Origin != Identity(serverId))]);

    static IEnumerable<(string Origin, long Last)> Positions(string text)
    {
        foreach (var gtid in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (gtid.Split('-') is not [var domain, var server, var sequence] || !TryNumber(domain, out var number) || !TryNumber(server, out _) || !TryNumber(sequence, out var last) || last < 1)
                throw new FormatException($"'{gtid}' is no GTID of MariaDB; expected domain-server-sequence.");
            yield return (Identity((uint)number), last);
        }
    }

    static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
