using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>A host of the default topology as a process, proved.</summary>
public sealed class RunningInstance(ServerUnderTest server) : IAsyncLifetime
{
    readonly TemporaryDirectory directory = new();
    HostProgram host = null!;

    public string Data => directory["data"];

    public int PortBase { get; } = Nodes.PortBase();

    public int ProcessId => host.ProcessId;

    public string RootPassword => File.ReadAllText(Path.Combine(Data, "root-password")).Trim();

    public async ValueTask InitializeAsync()
    {
        host = HostProgram.Start(HostProgram.Arguments(server, Data, PortBase, "--no-dashboard"));
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
}
