using System.Diagnostics;
using System.Globalization;
using System.Text;
using MySqlConnector;

namespace DualMaster.Replication.Copying;

/// <summary>An option file with the login of one end, for programs: command lines are seen by everybody, this by nobody else.</summary>
sealed class ClientFile : IDisposable
{
    const string Prefix = "dualmaster-copy-";

    static readonly DateTime Begun = Process.GetCurrentProcess().StartTime;

    readonly string directory = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-").FullName;

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

    /// <summary>Deletes what initializers left that were killed; before the first copy of this one.</summary>
    public static void Tidy()
    {
        foreach (var left in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*").Where(IsLeft))
        {
            try
            {
                Directory.Delete(left, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, or gone meanwhile.
            }
        }
    }

    // In a container every initializer may have the same number.
    static bool IsLeft(string directory) =>
        int.TryParse(System.IO.Path.GetFileName(directory)[Prefix.Length..].Split('-')[0], out var owner) && (owner == Environment.ProcessId ? Directory.GetCreationTime(directory) < Begun : !Runs(owner));

    static bool Runs(int process)
    {
        try
        {
            using (Process.GetProcessById(process))
                return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    static string Quoted(string value) => $"\"{value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
