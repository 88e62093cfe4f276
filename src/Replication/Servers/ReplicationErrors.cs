namespace DualMaster.Replication.Servers;

/// <summary>
/// The error numbers of all families: a number that two of them have means the same in both.
/// https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html, https://mariadb.com/docs/server/reference/error-codes
/// </summary>
static class ReplicationErrors
{
    public static ReplicationError Of(int number, string text) => new(number, text, Kind(number)) { Remedy = Remedy(number) };

    // 1205, 1213, 3572: locks; 1021, 1114: disk or table full; 1040, 1158-1161, 2002-2013, 2026: connection;
    // 1053, 1317, 1756, 1927: somebody ended a thread or a server, and by GTID it goes on where it was.
    // 1964: of MariaDB's appliers another one failed before. Final above all: 1062 and 1032 (rows differ), 13114 (1236 before 8.4 and
    // in MariaDB), 13117 (1593: an id or uuid twice), 1950 (MariaDB: transactions of one domain out of order).
    static ReplicationErrorKind Kind(int number) => number switch
    {
        1045 or 1698 or 2061 or 3159 => ReplicationErrorKind.Login,
        1021 or 1040 or 1053 or 1114 or (>= 1158 and <= 1161) or 1205 or 1213 or 1317 or 1756 or 1927 or 1964 or 3572 or 2002 or 2003 or 2005 or 2006 or 2013 or 2026 => ReplicationErrorKind.Transient,
        _ => ReplicationErrorKind.Final,
    };

    static string? Remedy(int number) => number switch
    {
        1062 or 1032 => "find the row that the error names, make it the same on both nodes",
        1021 or 1114 => "free disk space",
        13114 or 1236 => "copy a healthy node to the replica: the source no longer has the logs",
        13117 or 1593 => "give each server an id and a uuid of its own",
        1950 => "make gtid_domain_id different on every server that is written to, and copy a healthy node to the replica",
        2002 or 2003 or 2005 or 2006 or 2013 => "start the source, or open the way to it",
        _ when Kind(number) == ReplicationErrorKind.Login => "correct Topology:ReplicationPassword, unless the account is being made right just now",
        _ when Kind(number) == ReplicationErrorKind.Transient => null,
        _ => "put right what the error names",
    };
}
