using System.Globalization;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>A host of the default topology as a process, proved.</summary>
public sealed class RunningInstance(ServerUnderTest server) : IAsyncLifetime
{
    readonly TemporaryDirectory directory = new();
    HostProgram host = null!;

    public string Data => directory["data"];

    public int PortBase { get; } = Nodes.PortBase();

    public string RootPassword => File.ReadAllText(Path.Combine(Data, "root-password")).Trim();

    public async ValueTask InitializeAsync()
    {
        host = HostProgram.Start(HostArguments(server, Data, PortBase));
        await host.PrintedAsync("Ctrl+C stops everything");
    }

    public async ValueTask DisposeAsync()
    {
        host.Signal(Posix.Terminate);
        await host.EndedAsync();
        directory.Dispose();
    }

    /// <summary>Runs another command on its data.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(string command, params string[] arguments) => HostProgram.RunAsync([command, "--data", Data, .. arguments]);

    /// <summary>What makes the program a host of the server under test.</summary>
    internal static string[] HostArguments(ServerUnderTest server, string data, int portBase) =>
    [
        "--data", data, "--port-base", portBase.ToString(CultureInfo.InvariantCulture),
        .. server.Installation.LauncherArguments.Count == 0 ? (string[])["--mysqld", server.Installation.Path] : [],
    ];
}
