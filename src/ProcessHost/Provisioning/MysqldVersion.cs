using System.ComponentModel;
using CliWrap.Buffered;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>Asks a mysqld for its version.</summary>
static class MysqldVersion
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What <c>mysqld --version</c> says.</summary>
    /// <exception cref="HostException">It cannot be executed, or says something else.</exception>
    public static async Task<ServerVersion> AskAsync(ServerInstallation server, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            var answer = await server.Command(["--version"]).ExecuteBufferedAsync(limit.Token);
            if (answer.IsSuccess && ServerVersion.TryParse(answer.StandardOutput, out var version))
                return version;
            var said = (answer.StandardOutput + answer.StandardError).Split('\n')[0].Trim();
            throw Refusal(server, $"answered --version with '{(said.Length > 120 ? said[..120] + "…" : said)}' and exit code {answer.ExitCode}");
        }
        catch (Win32Exception fault)
        {
            throw Refusal(server, ForeignProgram.Machine(server.Path) is { } machine
                ? $"is a program for {machine}, and this machine is {ForeignProgram.ThisMachine}"
                : $"cannot be executed ({(fault.InnerException ?? fault).Message})", fault);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Refusal(server, $"did not answer --version within {Patience.TotalSeconds} s");
        }
    }

    static HostException Refusal(ServerInstallation server, string finding, Exception? cause = null) =>
        new($"{server.Path} {finding}; expected the server of {ServerDialects.Supported}; install one, or name it with --server.", cause);
}
