using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>The account as which the servers run: mysqld refuses to be root.</summary>
/// <param name="Name">Its name; null when it is the caller's own.</param>
/// <param name="User">Its number, when it has a name.</param>
/// <param name="Group">Its group's number, when it has a name.</param>
sealed record ServerAccount(string? Name, uint User, uint Group)
{
    static readonly string[] Candidates = ["mysql", "nobody"];

    static readonly ServerAccount Own = new(null, 0, 0);

    /// <summary>What a server must be told to run as this account.</summary>
    public IReadOnlyList<ServerOption> Options =>
        Name is null ? [] : [new("user", Name, "mysqld refuses to run as root.", "https://dev.mysql.com/doc/refman/8.4/en/changing-mysql-user.html")];

    /// <summary>The caller's own account, or an unprivileged one when the caller is root.</summary>
    public static async Task<ServerAccount> DetectAsync(CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
            return Own;

        foreach (var name in Candidates)
            if (await NumberAsync("-u", name, cancellation) is { } user && await NumberAsync("-g", name, cancellation) is { } group)
                return new ServerAccount(name, user, group);
        throw new HostException("mysqld refuses to run as root, and this machine has neither an account 'mysql' nor 'nobody'; make one, or start as another user.");
    }

    /// <summary>Makes a directory that the account owns, when it is not there.</summary>
    public void CreateDirectory(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path))
            return;
        Directory.CreateDirectory(path, mode);
        Give(path);
    }

    /// <summary>Makes the account the owner.</summary>
    public void Give(string path)
    {
        if (Name is not null)
            Posix.ChangeOwner(path, User, Group);
    }

    /// <summary>The nearest directory on the way to a path that other accounts cannot enter; null when the account gets there.</summary>
    public string? Barrier(string path)
    {
        if (Name is null)
            return null;
        for (var directory = Path.GetDirectoryName(Path.GetFullPath(path)); directory is not null; directory = Path.GetDirectoryName(directory))
            if (Directory.Exists(directory) && !File.GetUnixFileMode(directory).HasFlag(UnixFileMode.OtherExecute))
                return directory;
        return null;
    }

    // 'id' asks the same sources as mysqld's own getpwnam.
    static async Task<uint?> NumberAsync(string which, string name, CancellationToken cancellation)
    {
        var answer = await Cli.Wrap("id").WithArguments([which, name]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellation);
        return answer.IsSuccess ? uint.Parse(answer.StandardOutput, CultureInfo.InvariantCulture) : null;
    }
}
