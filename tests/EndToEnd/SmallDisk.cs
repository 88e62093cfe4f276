using CliWrap;
using CliWrap.Buffered;
using DualMaster.ProcessHost;
using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>A file system of its own for a node's data, small enough to be filled.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    readonly NodeServer node;

    SmallDisk(NodeServer node) => this.node = node;

    string Filler => Path.Combine(node.Directory.Data, "filler");

    /// <summary>What the server complained about first.</summary>
    public string Errors => string.Join('\n', File.ReadLines(node.Directory.LogFile).Where(line => line.Contains("[ERROR]", StringComparison.Ordinal)).Take(5));

    /// <summary>Moves a node's data to a small disk, while it is stopped; skips the test where none can be mounted.</summary>
    public static async Task<SmallDisk> UnderAsync(NodeServer node)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Only root on Linux can mount a small file system.");

        await EndAsync(node);
        var data = node.Directory.Data;
        var before = data + ".before";
        Directory.Move(data, before);
        Directory.CreateDirectory(data);
        var mounted = await Cli.Wrap("mount").WithArguments(["-t", "tmpfs", "-o", "size=256m", "tmpfs", data])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Cluster.Token);
        if (!mounted.IsSuccess)
            Assert.Skip($"A small file system cannot be mounted here: {mounted.StandardError.Trim()}");

        var disk = new SmallDisk(node);
        try
        {
            // With the owner and the mode of the directory itself, because the server runs as an account of its own.
            await Cli.Wrap("cp").WithArguments(["-a", before + "/.", data]).ExecuteAsync(Cluster.Token);
            node.RestartOnCrash = true;
            await node.StartAsync(Cluster.Token);
            return disk;
        }
        catch
        {
            await disk.DisposeAsync();
            throw;
        }
    }

    public void Fill()
    {
        var block = new byte[1 << 16];
        using var filler = new FileStream(Filler, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                filler.Write(block);
        }
        catch (IOException)
        {
            // No space is left, which is what was wanted.
        }
    }

    public void Empty() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await EndAsync(node);
        await Cli.Wrap("umount").WithArguments([node.Directory.Data]).ExecuteAsync(CancellationToken.None);
    }

    /// <summary>At once: a server that waits for space does not stop in order.</summary>
    static async Task EndAsync(NodeServer node)
    {
        node.RestartOnCrash = false;
        await node.KillAsync();
        await node.StopAsync();
    }
}
