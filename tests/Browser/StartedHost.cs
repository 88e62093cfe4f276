using DualMaster.ProcessHost;
using DualMaster.ProcessHost.Tests;
using Xunit;

namespace DualMaster.Browser;

/// <summary>The program as <c>./run</c> starts it, once for a class of tests, until its dashboard answers.</summary>
public sealed class StartedHost(ServerUnderTest server) : IAsyncLifetime
{
    const string Announcement = "Dashboard: ";

    readonly TemporaryDirectory directory = new();
    HostProgram? program;

    /// <summary>Where a person logs in; null when this machine has no dashboard.</summary>
    public Uri? Login { get; private set; }

    /// <summary>The page at a path; the test is skipped when this machine has no dashboard.</summary>
    public string At(string path)
    {
        Assert.SkipWhen(Login is null, "This machine has neither aspire 13.5 nor npm, so there is no dashboard.");
        return new Uri(Login!, path).ToString();
    }

    public async ValueTask InitializeAsync()
    {
        program = HostProgram.Start(HostProgram.Arguments(server, directory["data"], Nodes.PortBase(), "--dashboard"));
        var line = await program.PrintedAsync(line => line.StartsWith(Announcement, StringComparison.Ordinal) || line.StartsWith("There is no dashboard", StringComparison.Ordinal));
        if (line.StartsWith(Announcement, StringComparison.Ordinal))
            Login = new Uri(line[Announcement.Length..]);
    }

    public async ValueTask DisposeAsync()
    {
        program!.Signal(Posix.Terminate);
        await program.EndedAsync();
        directory.Dispose();
    }
}
