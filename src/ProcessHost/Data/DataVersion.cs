using System.Text.Json;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>Which server opened a data directory last, by what the servers themselves leave there.</summary>
static class DataVersion
{
    /// <summary>The version; null when nothing tells.</summary>
    /// <param name="data">A server's data directory.</param>
    public static ServerVersion? Read(string data)
    {
        // What an older server left there stays when a newer one has upgraded the data, so the newest way of saying it goes first.
        if (History(Path.Combine(data, "mysql_upgrade_history")) is { } last)
            return last;
        foreach (var name in (string[])["mariadb_upgrade_info", "mysql_upgrade_info"])
            if (Text(Path.Combine(data, name)) is { } text && ServerVersion.TryParse(text, out var said))
                return said;
        return null;
    }

    /// <summary>Writes down who opens the data, where the server does not do that itself.</summary>
    /// <param name="data">A server's data directory.</param>
    /// <param name="server">The server's version.</param>
    /// <param name="account">Who owns the file.</param>
    public static void Write(string data, ServerVersion server, ServerAccount account)
    {
        if (LocalFamily.Of(server).VersionFile is not { } name || Read(data) == server)
            return;
        var file = Path.Combine(data, name);
        File.WriteAllText(file, $"{server.Number}{(server.Family == ServerFamily.MariaDb ? "-MariaDB" : "")}");
        account.Give(file);
    }

    // Since 8.4 every start appends an entry when the last one is of another version:
    // {"file_format":"1","upgrade_history":[{"date":"…","version":"8.4.0","maturity":"LTS","initialize":true},{"date":"…","version":"9.7.4-2",…}]}
    // https://dev.mysql.com/doc/relnotes/mysql/8.4/en/news-8-4-0.html
    static ServerVersion? History(string path)
    {
        if (Text(path) is not { } text)
            return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.GetProperty("upgrade_history").EnumerateArray().LastOrDefault() is { ValueKind: JsonValueKind.Object } last
                && ServerVersion.TryParse(last.GetProperty("version").GetString(), out var version) ? version : null;
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The server writes it anew and judges its data by itself.
            return null;
        }
    }

    static string? Text(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;
}
