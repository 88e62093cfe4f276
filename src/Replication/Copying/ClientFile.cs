using System.Globalization;
using System.Text;
using MySqlConnector;

namespace DualMaster.Replication.Copying;

/// <summary>An option file with the login of one end, for programs: command lines are seen by everybody, this by nobody else.</summary>
sealed class ClientFile : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("dualmaster-copy-").FullName;

    ClientFile(string text)
    {
        Path = System.IO.Path.Combine(directory, "client.cnf");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(Path, new UTF8Encoding(false), options);
        file.Write(text);
    }

    public string Path { get; }

    public static ClientFile Of(MySqlConnectionStringBuilder login) => new(
        $"""
        [client]
        protocol=TCP
        host={Quoted(login.Server)}
        port={login.Port.ToString(CultureInfo.InvariantCulture)}
        user={Quoted(login.UserID)}
        password={Quoted(login.Password)}
        loose-get-server-public-key
        loose-disable-ssl-verify-server-cert
        max-allowed-packet=1G

        """);

    public void Dispose() => Directory.Delete(directory, recursive: true);

    static string Quoted(string value) => $"\"{value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
