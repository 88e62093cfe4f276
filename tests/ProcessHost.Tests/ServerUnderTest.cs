using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>The server that the tests run on: <c>DUALMASTER_TEST_MYSQLD</c> names one, else the one that the product itself would take.</summary>
public sealed class ServerUnderTest : IAsyncLifetime
{
    public ServerInstallation Installation { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Installation = await new ServerProvisioner(say: line => TestContext.Current.SendDiagnosticMessage("{0}", line))
            .FindOrObtainAsync(Environment.GetEnvironmentVariable("DUALMASTER_TEST_MYSQLD"), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
