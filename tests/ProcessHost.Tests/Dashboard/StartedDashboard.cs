using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>The real dashboard, started once for a class of tests.</summary>
public sealed class StartedDashboard(DashboardUnderTest dashboard) : IAsyncLifetime
{
    readonly TemporaryDirectory directory = new();
    DashboardProcess? process;

    internal DashboardAccess Access { get; } = new(Nodes.PortBase());

    /// <summary>Its process; the test is skipped where there is no dashboard.</summary>
    internal DashboardProcess Process
    {
        get
        {
            _ = dashboard.Bundle;
            return process!;
        }
    }

    internal string Log => File.ReadAllText(new DataDirectory(directory.Path).DashboardLog);

    public async ValueTask InitializeAsync()
    {
        if (dashboard.Found is not { } bundle)
            return;
        process = DashboardProcess.Start(bundle, Access, new DataDirectory(directory.Path), _ => { }, Nodes.Token);
        await process.WaitUntilAnsweringAsync(Nodes.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        directory.Dispose();
    }
}
