using CliWrap;
using CliWrap.Buffered;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>The directory of one node: <c>conf</c>, <c>logs</c> and <c>data</c>.</summary>
public sealed class NodeDirectory
{
    // sockaddr_un holds 108 bytes on Linux, 104 on macOS.
    const int LongestSocketPath = 100;

    const string PartialData = "data.partial-";

    /// <summary>How long a signal to all processes may take to reach this one too.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    static readonly string[] Own = ["conf", "data", "logs"];

    readonly ServerAccount account;
    readonly ServerVersion version;
    readonly LocalFamily family;
    string? socketDirectory;

    internal NodeDirectory(string path, ServerAccount account, ServerVersion version)
    {
        Path = System.IO.Path.GetFullPath(path);
        this.account = account;
        this.version = version;
        family = LocalFamily.Of(version);
    }

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>The server's option file, written anew at each start.</summary>
    public string OptionFile => System.IO.Path.Combine(Path, "conf", "my.cnf");

    /// <summary>The server's error log.</summary>
    public string LogFile => System.IO.Path.Combine(Path, "logs", "mysqld.log");

    /// <summary>The server's data directory; where it exists, it is complete.</summary>
    public string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>Whether the node has data.</summary>
    public bool HasData => Directory.Exists(Data);

    // Exists from before the data is complete until the server has answered with the password that it sets, so a crash in
    // between leads to the same statements once more.
    internal string BootstrapFile => System.IO.Path.Combine(Path, "conf", "bootstrap.sql");

    internal string ProcessIdFile => System.IO.Path.Combine(Data, "mysqld.pid");

    internal string SocketFile => System.IO.Path.Combine(socketDirectory ?? Data, "mysqld.sock");

    /// <summary>Deletes the node's data, so that its next start is its first; only while its server does not run.</summary>
    public void DeleteData()
    {
        if (!HasData)
            return;
        // What is half deleted must not be taken for data either.
        var doomed = System.IO.Path.Combine(Path, $"{PartialData}{Environment.ProcessId}");
        Directory.Move(Data, doomed);
        Directory.Delete(doomed, recursive: true);
    }

    /// <summary>Whether a directory was a node's before: its option file says whose it is.</summary>
    internal static bool HasOurOptionFile(string path) =>
        System.IO.Path.Combine(path, "conf", "my.cnf") is var file && File.Exists(file) && File.ReadLines(file).FirstOrDefault() == ProcessHost.OptionFile.FirstLine;

    /// <summary>Whether a directory holds what a node would put there.</summary>
    internal static bool IsInUse(string path) => Own.Any(name => Directory.Exists(System.IO.Path.Combine(path, name)));

    /// <summary>Deletes what a node puts into its directory, and the directory itself when that was all.</summary>
    internal static void Delete(string path)
    {
        foreach (var own in Own.SelectMany(name => Directory.GetDirectories(path, name)).Concat(Directory.GetDirectories(path, PartialData + "*")))
            Directory.Delete(own, recursive: true);
        if (!Directory.EnumerateFileSystemEntries(path).Any())
            Directory.Delete(path);
    }

    /// <summary>Makes the directories, and the data as a copy of the template when there is none.</summary>
    internal async Task PrepareAsync(DataTemplate template, string rootPassword, CancellationToken cancellation)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "conf"), FileModes.Readable);
        account.CreateDirectory(System.IO.Path.Combine(Path, "logs"), FileModes.Readable);
        foreach (var abandoned in Directory.GetDirectories(Path, PartialData + "*"))
            Directory.Delete(abandoned, recursive: true);

        if (!HasData)
            await CopyAsync(await template.EnsureAsync(cancellation), rootPassword, cancellation);
        else if (File.Exists(BootstrapFile))
            WriteBootstrap(rootPassword);
    }

    /// <summary>Removes what a killed server leaves behind and the next one stumbles over, and finds a place for the socket.</summary>
    internal void ClearForStart()
    {
        // Its random name and mode 700 keep others in /tmp from putting a socket of theirs in its place.
        if (SocketFile.Length > LongestSocketPath)
            account.Give(socketDirectory = Directory.CreateTempSubdirectory("dualmaster-").FullName);
        foreach (var stale in (string[])[SocketFile, SocketFile + ".lock", ProcessIdFile])
            File.Delete(stale);
    }

    /// <summary>The server answers with the password.</summary>
    internal void NoteAnswer()
    {
        File.Delete(BootstrapFile);
        DataVersion.Write(Data, version, account);
    }

    /// <summary>Deletes the socket's directory when it is not below <see cref="Path"/>.</summary>
    internal void DeleteSocketDirectory()
    {
        if (socketDirectory is not null)
            Directory.Delete(socketDirectory, recursive: true);
        socketDirectory = null;
    }

    async Task CopyAsync(string template, string rootPassword, CancellationToken cancellation)
    {
        var partial = System.IO.Path.Combine(Path, $"{PartialData}{Environment.ProcessId}");
        // Shares the blocks where the file system can (btrfs, XFS; APFS by -c), and keeps owner, mode and holes. A template that is a
        // link is followed (-H): the copy of a link would be the template itself.
        string[] how = OperatingSystem.IsMacOS() ? ["-a", "-H", "-c"] : ["-a", "-H", "--reflink=auto"];
        try
        {
            var copied = await Cli.Wrap("cp").WithArguments([.. how, template, partial])
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellation);
            // It ends without a word when a signal ends it, and one to all processes may reach it a moment before it reaches this one.
            if (!copied.IsSuccess && copied.StandardError.Length == 0)
                await Task.Delay(Settling, TimeProvider.System, cancellation);
            if (!copied.IsSuccess)
                throw new HostException($"The data directory {Data} could not be made: {copied.StandardError.Split('\n')[0]}; expected to be allowed to write there, and about 200 MB of free space for each node; correct that, or pass another --data.");

            if (family.HasCertificates)
                NodeCertificate.Write(partial, System.IO.Path.GetFileName(Path), account);
            WriteBootstrap(rootPassword);
            Directory.Move(partial, Data);
        }
        catch
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    // The only way on which the password travels to the server. Not binary-logged: a node's own password would otherwise be a
    // transaction that its source has never had, and the first thing that a new node is, is errant.
    void WriteBootstrap(string rootPassword)
    {
        var quoted = rootPassword.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
        SecretFile.Write(BootstrapFile, $"SET sql_log_bin=0;\n{family.PasswordStatement($"'{quoted}'")}\n");
        account.Give(BootstrapFile);
    }
}
