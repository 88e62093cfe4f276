using System.CommandLine;
using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.ProcessHost;

/// <summary><c>./run rotate</c>: gives a running instance another password.</summary>
static class RotateCommand
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static readonly Argument<string> Which = new("WHICH") { HelpName = "root|replication" };

    public static Command Create()
    {
        Which.AcceptOnlyFromAmong("root", "replication");
        var command = new Command("rotate", "Give root or replication another password.") { Which };
        command.SetAction(RunAsync);
        HelpPage.Of(command, new HelpPage(
            "./run rotate root|replication [--data DIR]",
            """
            Makes a new password for root, or for the account of replication, and brings it to every server of
            the running instance. It stands in the file of its name in the data directory, and nowhere else.
            One that is interrupted is finished by the instance when it runs again.
            """,
            [("Options", [DataOptions.Data])],
            """
            Exit codes
              0   the new password is in its file, and holds
              1   nothing runs, or it is not done yet; the reason is printed
              2   the command line was not understood
            """));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var which = parsed.GetRequiredValue(Which);
        var data = await DataOptions.DirectoryAsync(parsed, cancellation);
        if (await RunningHost.FindAsync(data, cancellation) is not { } running)
            throw RunningHost.Missing(data);
        if (which == "root" && data.LastServer(DefaultTopology.OnLoopback(running.PortBase)) is { Family: not ServerFamily.Current } old)
            throw new HostException($"The servers are {old.Product}; expected MySQL 8.4 or later, where two passwords are valid while one is exchanged; change root's by hand and write it into {data.RootPasswordFile}.");

        var file = which == "root" ? data.RootPasswordFile : data.ReplicationPasswordFile;
        var next = DataDirectory.Next(file);
        // One that is under way is waited for.
        if (!File.Exists(next))
            SecretFile.Write(next, PasswordFile.Generate() + "\n");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (File.Exists(next))
                await timer.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HostException($"The new password has not reached every server after {Patience.TotalSeconds} s; expected all of them to answer and no link to be paused; it is finished by itself as soon as that is so.");
        }

        await Console.Out.WriteLineAsync($"The new password is in {file}.");
        return 0;
    }
}
