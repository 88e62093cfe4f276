using System.Net;
using System.Net.Sockets;
using DualMaster.ProcessHost;
using DualMaster.Replication.Topology;

namespace DualMaster.Bench;

/// <summary>What every measurement needs: the server, a directory that is removed at the end, caches and ports of its own.</summary>
sealed class Workshop : IAsyncDisposable
{
    const UnixFileMode Open =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // Below them are the ports of the tests, above those that the system gives to clients.
    const int FirstPort = 30000;
    const int LastPort = 32760;
    const int PortsEach = 10;

    readonly string root;
    int directories;
    int nextPort = FirstPort + Random.Shared.Next((LastPort - FirstPort) / PortsEach) * PortsEach;

    Workshop(BenchOptions options, ServerInstallation installation, HandAccount account, string root)
    {
        Options = options;
        Installation = installation;
        Account = account;
        this.root = root;
    }

    /// <summary>What was asked for.</summary>
    public BenchOptions Options { get; }

    /// <summary>The server that both sides run.</summary>
    public ServerInstallation Installation { get; }

    /// <summary>The account as which servers started by hand run.</summary>
    public HandAccount Account { get; }

    /// <summary>Makes one; obtains a server when there is none.</summary>
    public static async Task<Workshop> OpenAsync(BenchOptions options, CancellationToken stop)
    {
        var installation = await new ServerProvisioner(say: Console.Error.WriteLine).FindOrObtainAsync(cancellation: stop);
        var root = Directory.CreateTempSubdirectory("dualmaster-bench-").FullName;
        // The servers run as an account of their own, which has to get there.
        File.SetUnixFileMode(root, Open);
        return new Workshop(options, installation, await HandAccount.DetectAsync(stop), root);
    }

    /// <summary>A new empty directory.</summary>
    public string CreateDirectory(string name)
    {
        var path = Path.Combine(root, $"{name}-{++directories}");
        Directory.CreateDirectory(path, Open);
        return path;
    }

    /// <summary>A cache that has the server, when it comes from a cache, and no template yet.</summary>
    public string CreateCache()
    {
        var cache = CreateDirectory("cache");
        if (Path.GetDirectoryName(Installation.Origin) == CacheDirectory.Default().Path)
            Directory.CreateSymbolicLink(Path.Combine(cache, Path.GetFileName(Installation.Origin)), Installation.Origin);
        return cache;
    }

    /// <summary>The default topology on free ports.</summary>
    public ReplicationTopology CreateTopology() => DefaultTopology.OnLoopback(FreePortBase());

    /// <summary>A port with free ones behind it, another one each time: what was closed a moment ago may linger.</summary>
    public int FreePortBase()
    {
        while (true)
        {
            var candidate = nextPort;
            nextPort = candidate + PortsEach < LastPort ? candidate + PortsEach : FirstPort;
            if (Enumerable.Range(candidate, PortsEach).All(IsFree))
                return candidate;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }

    static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
