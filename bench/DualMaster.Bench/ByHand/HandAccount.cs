using CliWrap;
using CliWrap.Buffered;
using DualMaster.ProcessHost;

namespace DualMaster.Bench;

/// <summary>The account as which a server started by hand runs: mysqld refuses to be root.</summary>
/// <param name="Name">Its name; null when it is the caller's own.</param>
sealed record HandAccount(string? Name)
{
    static readonly string[] Candidates = ["mysql", "nobody"];

    /// <summary>The same choice as the product's.</summary>
    public static async Task<HandAccount> DetectAsync(CancellationToken stop)
    {
        if (!Environment.IsPrivilegedProcess)
            return new HandAccount((string?)null);
        foreach (var name in Candidates)
            if ((await Cli.Wrap("id").WithArguments(["-u", name]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(stop)).IsSuccess)
                return new HandAccount(name);
        throw new HostException("mysqld refuses to run as root, and this machine has neither an account 'mysql' nor 'nobody'; make one, or start as another user.");
    }

    /// <summary>Makes it the owner of a directory.</summary>
    public async Task GiveAsync(string directory, CancellationToken stop)
    {
        if (Name is not null)
            await Cli.Wrap("chown").WithArguments([Name, directory]).ExecuteAsync(stop);
    }
}
