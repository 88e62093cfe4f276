using System.ComponentModel;
using CliWrap;

namespace DualMaster.Replication.Copying;

/// <summary>A run of the server's own dump program, or of its client.</summary>
/// <param name="words">How it is started, word by word.</param>
/// <param name="login">Where it logs in.</param>
/// <param name="arguments">What it is to do.</param>
sealed class CopyProgram(IReadOnlyList<string> words, ClientFile login, params IEnumerable<string> arguments)
{
    /// <summary>The last line of its complaints; empty when it has none.</summary>
    public string Complaint { get; private set; } = "";

    /// <summary>Runs it.</summary>
    /// <param name="piped">Connects its input or its output.</param>
    /// <param name="token">Kills it.</param>
    /// <returns>Whether it did what it was to do.</returns>
    /// <exception cref="CopyException">There is no such program.</exception>
    public async Task<bool> RunAsync(Func<Command, Command> piped, CancellationToken token)
    {
        var command = Cli.Wrap(words[0])
            .WithArguments([.. words.Skip(1), $"--defaults-file={login.Path}", .. arguments])
            // Read in spite of the option file, and what it says would win.
            .WithEnvironmentVariables(variables => variables.Set("MYSQL_TEST_LOGIN_FILE", "/dev/null"))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(Hear))
            .WithValidation(CommandResultValidation.None);
        try
        {
            return (await piped(command).ExecuteAsync(token)).IsSuccess;
        }
        catch (Win32Exception missing)
        {
            throw new CopyException($"A copy goes by a dump, because not both nodes have the clone plugin, and {words[0]} cannot be started ({(missing.InnerException ?? missing).Message.TrimEnd('.')}); expected the server's own dump program and client; install them beside the initializer, or name them by Topology:DumpCommand and Topology:LoadCommand.");
        }
    }

    void Hear(string line)
    {
        if (!line.Contains("[Warning]", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Warning:", StringComparison.Ordinal) && line.Length > 0)
            Complaint = line.Trim().TrimEnd('.');
    }
}
